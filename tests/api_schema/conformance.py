"""Whether an answer is one that the OpenAPI document announces: its status, its type, and what is in it."""

import json
from typing import Any

from django.http import HttpResponseBase
from openapi_schema_validator import OAS30Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

HERE = "urn:deeptrace"
# What every operation may answer to what no client sends: a method, type or size that is not for it.
ANYWHERE = frozenset({405, 406, 413, 415, 503})


def meant(schema: Any) -> Any:
    """The same with `nullable` beside `allOf` as every tool reads it: the object or null."""
    if isinstance(schema, list):
        return [meant(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: meant(value) for key, value in schema.items()}
    if inner.get("nullable") is True and "allOf" in inner:
        return {"anyOf": [{"allOf": inner["allOf"]}, {"enum": [None], "nullable": True}]}
    return inner


class Conformance:
    """Holds answers against one document."""

    def __init__(self, document: dict[str, Any]) -> None:
        resource = DRAFT4.create_resource(meant(document))
        self._registry: Registry[Any] = Registry().with_resource(HERE, resource)

    def errors(self, schema: dict[str, Any], value: Any) -> list[Any]:
        """What is wrong with a value, by a schema of the document."""
        text = json.dumps(meant(schema)).replace('"#/components', f'"{HERE}#/components')
        return list(OAS30Validator(json.loads(text), registry=self._registry).iter_errors(value))

    def fault(self, operation: dict[str, Any], response: HttpResponseBase) -> str:
        """What the document does not say of this answer; empty where it is as announced."""
        status = response.status_code
        announced = operation["responses"].get(str(status))
        if announced is None:
            return "" if status in ANYWHERE else f"status {status} is not documented"
        content = announced.get("content", {})
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if response.streaming or not response.content:  # type: ignore[attr-defined]
            return ""
        if kind not in content:
            return f"{status} answers {kind}, documented is {list(content)}"
        if not kind.endswith("json"):
            return ""
        wrong = self.errors(content[kind].get("schema", {}), json.loads(response.content))  # type: ignore[attr-defined]
        return "; ".join(f"{status} {each.json_path}: {each.message[:200]}" for each in wrong[:3])

    def unguarded(self, operation: dict[str, Any], response: HttpResponseBase) -> str:
        """A stranger was let in where somebody known is asked for."""
        is_open = {} in operation.get("security", [{}])
        return "" if is_open or response.status_code >= 400 else "a stranger got an answer"
