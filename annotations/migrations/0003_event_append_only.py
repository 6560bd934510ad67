"""Triggers that refuse to change or delete an event, on SQLite and on PostgreSQL."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE_UP = [
    "CREATE TRIGGER event_no_update BEFORE UPDATE ON annotations_event"
    " BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
    "CREATE TRIGGER event_no_delete BEFORE DELETE ON annotations_event"
    " BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
]
SQLITE_DOWN = ["DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete"]
POSTGRES_UP = [
    "CREATE FUNCTION event_append_only() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$",
    "CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON annotations_event"
    " FOR EACH ROW EXECUTE FUNCTION event_append_only()",
]
POSTGRES_DOWN = [
    "DROP TRIGGER event_append_only ON annotations_event",
    "DROP FUNCTION event_append_only()",
]


def _run(schema_editor: BaseDatabaseSchemaEditor, sqlite: list[str], postgres: list[str]) -> None:
    statements = postgres if schema_editor.connection.vendor == "postgresql" else sqlite
    for statement in statements:
        schema_editor.execute(statement)


def forwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the triggers."""
    _run(schema_editor, SQLITE_UP, POSTGRES_UP)


def backwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers."""
    _run(schema_editor, SQLITE_DOWN, POSTGRES_DOWN)


class Migration(migrations.Migration):
    """Makes the event table append-only."""

    dependencies = [("annotations", "0002_seed_categories")]
    operations = [migrations.RunPython(forwards, backwards)]
