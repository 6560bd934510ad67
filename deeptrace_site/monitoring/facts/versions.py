"""Which versions of what are at work."""

import platform
import re
import subprocess
from dataclasses import dataclass

import django
from django.conf import settings
from django.db import connection

from annotations.media.ffmpeg import ffmpeg_find
from deeptrace_site.monitoring.memo import Memo

WITHIN_S = 5


@dataclass(frozen=True, slots=True)
class Version:
    """One piece of software and its version; empty where it does not tell."""

    name: str
    version: str


def _versions() -> list[Version]:
    return [
        Version("DeepTrace", settings.SOFTWARE_VERSION),
        Version("Python", platform.python_version()),
        Version("Django", django.get_version()),
        Version(connection.display_name, _database_version()),
        Version("ffmpeg", _ffmpeg_version()),
    ]


versions: Memo[list[Version]] = Memo(_versions)


def _database_version() -> str:
    connection.ensure_connection()
    return ".".join(str(part) for part in connection.get_database_version())


def _ffmpeg_version() -> str:
    try:
        told = subprocess.run(  # noqa: S603
            [ffmpeg_find(settings.FFMPEG), "-version"],
            capture_output=True,
            text=True,
            timeout=WITHIN_S,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    found = re.match(r"ffmpeg version (\S+)", told)
    return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class Migrations:
    """The newest migration of each app that is in the database, and how many are not yet."""

    applied: dict[str, str]
    missing: int


def _migrations() -> Migrations:
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 - seldom, and not small

    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    applied = executor.loader.applied_migrations
    newest = {app: max(name for of, name in applied if of == app) for app in {app for app, _ in applied}}
    ours = {app: name for app, name in sorted(newest.items()) if app in {leaf for leaf, _ in leaves}}
    return Migrations(applied=ours, missing=len(executor.migration_plan(leaves)))


migrations: Memo[Migrations] = Memo(_migrations)
