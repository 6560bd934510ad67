"""The column by which the explorer finds videos without an answer: it follows every answer and all gold."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import QuerySet

from annotations.models import Annotation, Event, Project, User, Video
from annotations.services.annotations import (
    annotation_accept,
    annotation_reopen,
    annotation_return,
    annotation_withdraw,
)
from reviewers.models import Gold, ReactionCursor
from reviewers.selectors.explorer import ExplorerFilter, explorer_videos
from reviewers.services.gold import gold_from_annotation
from reviewers.services.reactions import reactions_run
from tests import factories, work

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
STEPS: dict[str, Callable[[Annotation, User], Any]] = {
    "withdraw": lambda answer, bob: annotation_withdraw(actor=answer.annotator, **of(answer)),
    "return": lambda answer, bob: annotation_return(actor=bob, reasons=["other"], text="No.", **of(answer)),
    "accept": lambda answer, bob: annotation_accept(actor=bob, **of(answer)),
    "reopen": lambda answer, bob: annotation_reopen(actor=bob, reasons=["other"], text="No.", **of(answer)),
    "save": lambda answer, _: work.complete(answer),
    "gold": lambda answer, bob: gold_from_annotation(annotation=answer, actor=bob),
}


def of(answer: Annotation) -> dict[str, Any]:
    return {"annotation": answer, "revision": answer.revision}


def standing(video: Video) -> str:
    reactions_run()
    return Video.objects.get(pk=video.pk).standing


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ("", "answered"),
        ("withdraw", "unanswered"),
        ("return", "answered"),
        ("return save", "unanswered"),
        ("accept", "answered"),
        ("accept reopen", "answered"),
        ("accept reopen save", "unanswered"),
        ("accept gold", "gold"),
        ("accept gold reopen save", "gold"),
    ],
)
def test_it_follows_what_people_do(steps: str, told: str, project: Project, alice: User, bob: User) -> None:
    video = work.submitted(project, alice).video
    assert standing(video) == "answered"
    for step in steps.split():
        STEPS[step](work.fresh(Annotation.objects.get(video=video)), bob)
    assert standing(video) == told


@pytest.fixture
def anna(project: Project) -> User:
    return factories.member_make(project, factories.user_make("anna"), "annotator")


def test_another_answer_keeps_it(project: Project, alice: User, anna: User) -> None:
    video = work.submitted(project, alice).video
    Project.objects.filter(pk=project.pk).update(overlap=2)
    first = Annotation.objects.get(video=video)
    Annotation.objects.create(
        project=project, video=video, annotator=anna, status="submitted", verdict="fake", revision=1
    )
    annotation_withdraw(actor=alice, **of(work.fresh(first)))
    assert standing(video) == "answered"


def test_an_upgrade_fills_it_and_the_reaction_goes_on_from_there(
    project: Project, alice: User, anna: User
) -> None:
    """As in a database of the version before: nobody has reacted to anything."""
    answered, with_gold = work.submitted(project, alice), work.submitted(project, anna)
    idle = work.draft(project, alice).video
    Gold.objects.create(video=with_gold.video, version=1, verdict="fake", rule="accepted")
    migration = import_module("reviewers.migrations.0018_video_standing")
    for _ in range(2):
        migration.forwards(apps, connection.schema_editor())
    told = dict(Video.objects.values_list("pk", "standing"))
    assert told == {answered.video_id: "answered", with_gold.video_id: "gold", idle.pk: "unanswered"}
    newest = Event.objects.latest("pk").pk
    cursor = ReactionCursor.objects.get(name="standings")
    assert cursor.position == max(0, newest - migration.STILL_WRITTEN)


@pytest.mark.parametrize("state", Video.Standing.values)
def test_a_state_is_found_by_its_index(state: str, project: Project, bob: User) -> None:
    """Where few are in that state. SQLite, which knows nothing of its tables, does so always."""
    if connection.vendor == "postgresql":
        other = next(value for value in Video.Standing.values if value != state)
        Video.objects.bulk_create(
            Video(project=project, video_id=f"v{number}", standing=other) for number in range(3000)
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE annotations_video")
    chosen = ExplorerFilter(state=state)
    found: QuerySet[Any] = explorer_videos(project=project, viewer=bob, chosen=chosen)[:50]
    assert "video_by_standing" in found.explain()
