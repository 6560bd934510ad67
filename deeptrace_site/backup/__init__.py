"""Backups: all rows of one moment and all files, in a form that SQLite and PostgreSQL both read."""

from deeptrace_site.backup.errors import BackupError
from deeptrace_site.backup.making import backup_make
from deeptrace_site.backup.moving import database_move
from deeptrace_site.backup.restoring import backup_restore
from deeptrace_site.backup.verifying import archive_verify

__all__ = ["BackupError", "archive_verify", "backup_make", "backup_restore", "database_move"]
