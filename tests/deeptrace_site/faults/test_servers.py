"""The web server is killed, or PostgreSQL, while somebody saves: no acknowledged save is lost."""

import random
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests import services
from tests.databases.migrated import sqlite_copy, tables_make
from tests.deeptrace_site.faults.saving import Saver, Web


@pytest.fixture
def chance() -> random.Random:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    return random.Random(seed)  # noqa: S311


@pytest.mark.parametrize("kills", [3, pytest.param(100, marks=pytest.mark.full)])
def test_a_web_server_killed_while_saving_loses_nothing(
    tmp_path: Path, chance: random.Random, kills: int
) -> None:
    database = tmp_path / "site" / "deeptrace.sqlite3"
    sqlite_copy(database)
    web = Web({"DEEPTRACE_DATA": str(tmp_path / "site"), "DATABASE_URL": ""}, tmp_path / "web.log")
    token, starts = web.setup(), [web.start()]
    try:
        saver = Saver(web, token)
        with saver.saving():
            for _ in range(kills):
                saver.saved_at_least(chance.randrange(1, 30))
                web.kill()
                starts.append(web.start())
            saver.saved_at_least(1)
    finally:
        web.kill()
    print(f"{kills} kills, {saver.acknowledged} saves; longest start {max(starts):.1f} s")
    assert saver.lost == 0
    assert saver.refusals <= {503}, (tmp_path / "web.log").read_text()[-8000:]
    with closing(sqlite3.connect(database)) as found:
        assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.postgres
@pytest.mark.parametrize("restarts", [1, pytest.param(20, marks=pytest.mark.full)])
def test_postgres_restarted_in_mid_save_loses_nothing(
    tmp_path: Path, chance: random.Random, restarts: int
) -> None:
    """The web process goes on by itself, with new connections."""
    with services.postgres_cluster() as folder, ExitStack() as stack:
        with services.postgres_serving(folder) as database:
            url = database.created("deeptrace_saving")
            tables_make(url)
            web = Web({"DEEPTRACE_DATA": str(tmp_path / "site"), "DATABASE_URL": url}, tmp_path / "web.log")
            token = web.setup()
            stack.callback(web.kill)
            web.start()
            saver = Saver(web, token)
            stack.enter_context(saver.saving())
            saver.saved_at_least(5)
        for _ in range(restarts):
            with services.postgres_serving(folder):
                saver.saved_at_least(chance.randrange(5, 40))
    print(f"{restarts} restarts, {saver.acknowledged} saves, refused with {sorted(saver.refusals)}")
    assert saver.lost == 0
    assert saver.refusals <= {503}, (tmp_path / "web.log").read_text()[-8000:]
