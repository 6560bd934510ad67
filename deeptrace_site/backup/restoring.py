"""Restoring a backup into an empty place, on SQLite or PostgreSQL alike."""

from pathlib import Path

from django.apps import apps as current
from django.apps.registry import Apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from deeptrace_site.backup.errors import BackupError
from deeptrace_site.backup.files import DATA, KEY_FILE, OnFile, files_place_check, files_restore
from deeptrace_site.backup.making import key_print, migrations_applied
from deeptrace_site.backup.manifest import Manifest, rows_path
from deeptrace_site.backup.rows import rows_load, tables_of
from deeptrace_site.backup.verifying import archive_verify

MADE_BY_PEOPLE = ("annotations.user", "annotations.project", "annotations.event")
NOT_EMPTY = "The database is not empty. A backup is restored into an empty one only; DATABASE_URL names it."


def backup_restore(archive: Path, *, on_file: OnFile, has_new_key: bool = False) -> Manifest:
    """Verify everything, then put files and rows in place; the rows come in one transaction, last."""
    manifest = archive_verify(archive, on_file=on_file)
    executor = MigrationExecutor(connection)
    _versions_check(manifest, executor)
    if not has_new_key:
        _key_check(manifest)
    _database_check(manifest)
    if DATA not in manifest.left_out:
        files_place_check()
        files_restore(archive, on_file=on_file)
    _rows_restore(archive, manifest, _tables_prepare(manifest, executor))
    call_command("migrate", verbosity=0)
    return manifest


def _versions_check(manifest: Manifest, executor: MigrationExecutor) -> None:
    known = {f"{app}.{name}" for app, name in executor.loader.disk_migrations}
    newer = sorted(set(manifest.migrations) - known)
    if newer:
        raise BackupError(
            f"The backup was made by DeepTrace {manifest.software}, which is newer than this one"
            f" ({settings.SOFTWARE_VERSION}; it has {newer[0]}). Install that version, then restore."
        )


def _key_check(manifest: Manifest) -> None:
    """People's pseudonyms follow from the key: with another one, the next release would rename them."""
    own = Path(settings.DATA_DIR) / KEY_FILE
    comes_along = DATA not in manifest.left_out and own.is_file()
    if manifest.key != key_print() and not (comes_along and own.read_text().strip() == settings.SECRET_KEY):
        raise BackupError(
            "The backup was made with another DEEPTRACE_SECRET_KEY. With this one people get new pseudonyms"
            " in releases. Set the old key, or say --new-key."
        )


def _database_check(manifest: Manifest) -> None:
    """BackupError unless there are no tables, or those of the backup's version with nothing in them."""
    applied = migrations_applied(connection.alias)
    if not applied:
        return
    if any(current.get_model(label)._base_manager.exists() for label in MADE_BY_PEOPLE):
        raise BackupError(NOT_EMPTY)
    if applied != manifest.migrations:
        raise BackupError("The database has the tables of another version. Give one without any tables.")


def _tables_prepare(manifest: Manifest, executor: MigrationExecutor) -> Apps:
    """Make the tables as they were when the backup was made; returns the models that know them."""
    leaves = [f"{app}.{name}" for app, name in executor.loader.graph.leaf_nodes()]
    if set(leaves) <= set(manifest.migrations):
        call_command("migrate", verbosity=0)
        return current
    targets = _newest(manifest, executor)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def _newest(manifest: Manifest, executor: MigrationExecutor) -> list[tuple[str, str]]:
    """The migrations of the backup that none of its others builds on, within their app."""
    made = {(app, name) for app, _, name in (each.partition(".") for each in manifest.migrations)}
    graph = executor.loader.graph
    return sorted(
        key
        for key in made & set(graph.nodes)
        if not any(child.key in made and child.key[0] == key[0] for child in graph.node_map[key].children)
    )


def _rows_restore(archive: Path, manifest: Manifest, apps: Apps) -> None:
    """Replace what the migrations put into the tables by the rows of the backup: all of them, or none."""
    tables = tables_of(apps)
    unknown = set(manifest.tables) - {model._meta.label_lower for model in tables}
    if unknown:
        raise BackupError(f"This version of DeepTrace knows no table {min(unknown)}.")
    kept = [model for model in tables if model._meta.label_lower in manifest.tables]
    with transaction.atomic():
        _clear(tables)
        for model in kept:
            label = model._meta.label_lower
            rows_load(model, manifest.tables[label], rows_path(archive, label), connection.alias)
        connection.check_constraints()
        _sequences_reset(kept)


def _clear(tables: list[type[models.Model]]) -> None:
    with connection.cursor() as cursor:
        for model in reversed(tables):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def _sequences_reset(tables: list[type[models.Model]]) -> None:
    """The next row gets a number above those that are there."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
