"""The index in which PostgreSQL finds parts of texts; SQLite has none and reads them all."""

import pytest
from django.db import connection, transaction
from django.db.migrations.state import StateApps
from django.db.models import Model, Q

from annotations.migrations._trigrams import TrigramIndex
from annotations.models import Video
from reviewers.models import GoldTrace

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
INDEXES: dict[str, tuple[type[Model], Q]] = {
    "video_words": (
        Video,
        Q(video_id__icontains="Cup") | Q(prompt__icontains="Cup") | Q(source__icontains="Cup"),
    ),
    "gold_trace_words": (GoldTrace, Q(explanation__icontains="Cup")),
}


def indexes_of(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, table))


@pytest.mark.parametrize("name", INDEXES)
def test_what_is_looked_for_is_what_the_index_holds(name: str) -> None:
    model, words = INDEXES[name]
    is_postgres = connection.vendor == "postgresql"
    assert (name in indexes_of(model._meta.db_table)) == is_postgres
    if is_postgres:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = model._default_manager.filter(words).order_by().explain()
        assert f"Bitmap Index Scan on {name}" in plan


def test_without_the_right_to_make_it_an_upgrade_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    """SQLite knows no rights; that nothing is made there, the test above says."""
    if connection.vendor == "postgresql":
        made = TrigramIndex("another_index", "annotations_video", ("video_id",))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE ROLE nobody_in_particular")
            cursor.execute("SET LOCAL ROLE nobody_in_particular")
            with connection.schema_editor(atomic=False) as editor:
                made.code(StateApps([], {}), editor)
            cursor.execute("RESET ROLE")
        assert "annotations_video: no index for searching by words" in caplog.text
    assert "another_index" not in indexes_of("annotations_video")
