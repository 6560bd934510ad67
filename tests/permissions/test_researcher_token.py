"""A researcher's token: releases, and nothing of people's names, drafts or unreleased answers.

Over every GET. Gold, agreement and statistics are theirs by design, and so is where a video comes from;
people stand in them by pseudonym.
"""

import re
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Annotation, Trace, User
from annotations.services.people import token_create
from models_service.models import Evaluation, Reward, TrainingRun
from reviewers.models import Release, StandardisedExplanation
from tests import work
from tests.test_blindness import addresses, get_routes, scene, text_of

__all__ = ["scene"]
PICTURES = re.compile(r"[.](png|jpg|webp|mp4)|/media/")
pytestmark = pytest.mark.django_db
# Usernames and e-mail addresses, the texts of drafts, of copies, of answers that are handed in but not gold,
# and what people say to each other about them.
SECRETS = ("person-of-", "canary-annotator-", "secret-draft", "canary-note", "canary-copy", "canary-thread")


@pytest.fixture
def token_client(rita: User) -> APIClient:
    """Rita by a token that may read."""
    _, token = token_create(person=rita, name="notebook", scopes=["read"], expires_at=None)
    return APIClient(headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def told(scene: dict[str, list[Any]], bob: User, ada: User) -> dict[str, list[Any]]:
    """The scene with everybody's part in it named: who made, sent, decided and wrote."""
    for person in User.objects.exclude(username__startswith="canary").exclude(username="rita"):
        name = f"person-of-{person.username}"
        User.objects.filter(pk=person.pk).update(
            username=name, email=f"{name}@example.org", first_name=name, last_name=name
        )
    draft = Annotation.objects.get(pk=scene["annotation_id"][0])
    draft.trace_rows = []
    work.complete(draft)
    Annotation.objects.filter(pk=draft.pk).update(note="secret-draft")
    Trace.objects.filter(annotation=draft).update(explanation="secret-draft")
    Evaluation.objects.update(created_by=ada, report={"problems": [], "by": {}})
    TrainingRun.objects.update(created_by=ada)
    StandardisedExplanation.objects.update(decided_by=bob)
    assert Release.objects.filter(made_by=ada).exists()
    assert Reward.objects.exists()
    return scene


def test_it_reads_no_names_no_drafts_and_no_answers(
    token_client: APIClient, told: dict[str, list[Any]]
) -> None:
    paths = [path for route in get_routes() for path in addresses(route, told)]
    found = []
    for path in paths:
        if PICTURES.search(path):
            continue
        text = text_of(token_client.get(path))
        found += [f"{path}: {secret}" for secret in SECRETS if secret in text.replace("q=canary", "")]
    assert found == []


def test_it_reads_releases(token_client: APIClient, told: dict[str, list[Any]]) -> None:
    listed = token_client.get("/api/v1/releases/").json()["results"]
    assert [each["version"] for each in listed] == [1]
    assert token_client.post("/api/v1/releases/", {"project": "demo"}).status_code == 403
