"""Fields that take JSON as it is: no number from a text, no text from a number, no trimming."""

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.selectors.pseudonyms import maker_name
from annotations.texts import shown


class WholeNumberField(serializers.IntegerField):
    """A JSON whole number; true, 1.0 and "1" are refused."""

    def to_internal_value(self, data: Any) -> int:
        """The number itself."""
        if type(data) is not int:
            self.fail("invalid")
        return data


class TextField(serializers.CharField):
    """A JSON string, kept as written."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """The text itself."""
        if not isinstance(data, str):
            self.fail("invalid")
        return data


@extend_schema_field(OpenApiTypes.STR)
class MakerField(serializers.Field[Any, Any, Any, Any]):
    """Who made something, to the `viewer` in the context: a pseudonym, but by name to oneself and staff."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def get_attribute(self, instance: Any) -> Any:
        """The project's id and the person, who may be nobody."""
        return instance.project_id, getattr(instance, str(self.source))

    def to_representation(self, value: Any) -> str | None:
        """The name to show."""
        project_id, person = value
        return maker_name(project_id=project_id, person=person, viewer=self.context.get("viewer"))


class IdField(serializers.UUIDField):
    """A UUID written as JSON text; 7 and true are refused."""

    def to_internal_value(self, data: Any) -> UUID:
        """The id."""
        if not isinstance(data, str | UUID):
            self.fail("invalid", value=data)
        found: UUID = super().to_internal_value(data)
        return found


class ShownField(serializers.CharField):
    """A sentence of our own that was stored in English: given in the language of the request."""

    def to_representation(self, value: str) -> str:
        """The sentence as its reader sees it."""
        return shown(value)


class FlagJsonField(serializers.BooleanField):
    """A JSON true or false; 1, "yes" and null are refused."""

    def to_internal_value(self, data: Any) -> bool:
        """The value itself."""
        if type(data) is not bool:
            self.fail("invalid", input=data)
        return data


class FlagField(serializers.BooleanField):
    """A query's flag: `?mine`, `?mine=1` and `?mine=true` all mean yes."""

    def get_value(self, dictionary: Any) -> Any:
        """The flag's text; a bare name is yes."""
        return dictionary.get(self.field_name, False) or (self.field_name in dictionary)
