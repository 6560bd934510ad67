"""An index of the three-letter parts of texts, in which PostgreSQL finds what `icontains` looks for.

https://www.postgresql.org/docs/current/pgtrgm.html
"""

import logging
from collections.abc import Sequence

from django.apps.registry import Apps
from django.db import transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython
from django.db.utils import Error

log = logging.getLogger("deeptrace.migrations")
MISSING = "%s: no index for searching by words (%s); docs/deployment.md says how to add it."


class TrigramIndex(RunPython):
    """Make an index over these columns; elsewhere than on PostgreSQL, nothing.

    Without the extension pg_trgm, and without the right to make it, the tables stay as they are and a search
    by words reads every row: that is no reason to stop an upgrade.
    """

    def __init__(self, name: str, table: str, columns: Sequence[str]) -> None:
        self._name, self._table, self._columns = name, table, columns
        super().__init__(self._make, self._drop)

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        """As it is written in a migration."""
        return self.__class__.__name__, [self._name, self._table, self._columns], {}

    def describe(self) -> str:
        """One line for those who migrate."""
        return f"Index {self._name} of words of {self._table}"

    def _make(self, apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        # As Django writes icontains: UPPER(column::text) LIKE UPPER('%words%').
        parts = ", ".join(f"UPPER({column}::text) gin_trgm_ops" for column in self._columns)
        try:
            with transaction.atomic(using=schema_editor.connection.alias):
                schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
                schema_editor.execute(f"CREATE INDEX {self._name} ON {self._table} USING gin ({parts})")
                schema_editor.execute(f"ANALYZE {self._table}")  # how common parts are
        except Error as error:
            log.warning(MISSING, self._table, str(error).strip())

    def _drop(self, apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS {self._name}")
