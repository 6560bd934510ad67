"""INSERT ... SELECT for a model: what is not named gets what Django would have written."""

import json
from typing import Any

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED


def insert(model: type[models.Model], rows: str, /, **columns: str) -> None:
    """Insert a row for each row of `rows` (a FROM clause); `columns` are SQL by field name."""
    named = {_column(model, name): sql for name, sql in columns.items()}
    found = {**_defaults(model, set(named)), **named}
    table, names = model._meta.db_table, ", ".join(f'"{name}"' for name in found)
    _run(f'INSERT INTO "{table}" ({names}) SELECT {", ".join(found.values())} FROM {rows}')  # noqa: S608


def indexes_drop() -> list[str]:
    """Drop the indexes that no constraint needs; returns what makes them again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.schemaname = 'public' AND NOT EXISTS"
            " (SELECT 1 FROM pg_constraint c JOIN pg_class k ON k.oid = c.conindid"
            " WHERE k.relname = i.indexname)"
        )
        found = cursor.fetchall()
    for name, _ in found:
        _run(f'DROP INDEX "{name}"')
    return [made for _, made in found]


def indexes_make(commands: list[str]) -> None:
    """Make these indexes, let every key sequence go on behind its last row, and gather statistics."""
    for command in commands:
        _run(command)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_serial_sequence(quote_ident(table_name), column_name), table_name, column_name"
            " FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'YES'"
        )
        for sequence, table, column in cursor.fetchall():
            _run(f'SELECT setval(\'{sequence}\', (SELECT coalesce(max("{column}"), 0) + 1 FROM "{table}"))')  # noqa: S608
    _run("VACUUM ANALYZE")


def unchecked() -> None:
    """Let this connection write without looking every foreign key up; the generator's rows fit together."""
    _run("SET session_replication_role = replica")


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _column(model: type[models.Model], name: str) -> str:
    return str(model._meta.get_field(name).column)  # type: ignore[union-attr]


def _defaults(model: type[models.Model], named: set[str]) -> dict[str, str]:
    fields = [field for field in model._meta.concrete_fields if field.column not in named]
    wanted = [field for field in fields if not (field.null or field.primary_key or _in_database(field))]
    return {str(field.column): _literal(field) for field in wanted}


def _in_database(field: Any) -> bool:
    return field.db_default is not NOT_PROVIDED


def _literal(field: Any) -> str:
    value = field.get_default()
    if isinstance(field, models.JSONField):
        return f"'{json.dumps(value)}'::jsonb"
    if isinstance(value, bool | int | float):
        return str(value)
    return "'" + str(value if value is not None else "").replace("'", "''") + "'"
