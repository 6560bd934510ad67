"""Ids read as texts: where thousands are only written again, making a UUID of each takes most of the time."""

from django.db.models import CharField
from django.db.models.functions import Cast

HEX_CHARS = 32


def id_text(field: str) -> Cast:
    """The id as the database spells it: with dashes in PostgreSQL, without in SQLite."""
    return Cast(field, CharField())


def dashed(text: str) -> str:
    """The id as everybody spells it."""
    if len(text) != HEX_CHARS:
        return text
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
