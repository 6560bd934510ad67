"""Whether a value is one that the OpenAPI document announces."""

import json
from typing import Any

from openapi_schema_validator import OAS30Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

HERE = "urn:deeptrace"


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
    """Holds values against one document."""

    def __init__(self, document: dict[str, Any]) -> None:
        resource = DRAFT4.create_resource(meant(document))
        self._registry: Registry[Any] = Registry().with_resource(HERE, resource)

    def errors(self, schema: dict[str, Any], value: Any) -> list[Any]:
        """What is wrong with a value, by a schema of the document."""
        text = json.dumps(meant(schema)).replace('"#/components', f'"{HERE}#/components')
        return list(OAS30Validator(json.loads(text), registry=self._registry).iter_errors(value))
