"""Explanations are judged by a text model, by people who do not know the model, or by nobody."""

import json
from collections.abc import Iterator
from typing import Any

import krippendorff
import pytest
from rest_framework.test import APIClient

from annotations.models import Project, User, Video
from models_service.evaluation.judging import answer_read, question_of, ratings_agreement
from models_service.evaluation.prompts import PROMPT
from models_service.models import JudgeAnswer, Rating
from tests import factories
from tests.conftest import client_for
from tests.models_service.evaluation.test_evaluations_rest import send
from tests.models_service.fake import done
from tests.models_service.textserver import TextServer, text_server

pytestmark = pytest.mark.django_db
URL = "/api/v1/evaluations/"


@pytest.fixture
def server(settings: Any) -> Iterator[TextServer]:
    with text_server(settings) as running:
        yield running


def lines(*explanations: str) -> bytes:
    bodies = zip(("fps_24", "fps_25"), explanations, strict=True)
    said = [
        {"video_id": name, "model_id": "m", "predicted_label": "FAKE", "explanation": text}
        for name, text in bodies
    ]
    return "\n".join(json.dumps(each) for each in said).encode()


def evaluated(client: APIClient, content: bytes, **fields: Any) -> dict[str, Any]:
    sent = send(client, content, **fields)
    assert sent.status_code == 202, sent.json()
    return after(client, sent.json())


def after(client: APIClient, sent: dict[str, Any]) -> dict[str, Any]:
    assert done(sent["job"]["id"]).status == "done"
    body: dict[str, Any] = client.get(f"{URL}{sent['id']}/").json()
    return body


def test_a_text_model_is_asked_once_for_each_pair(
    rita_client: APIClient, clips: list[Video], server: TextServer
) -> None:
    server.says("0.5")
    body = evaluated(rita_client, lines("The hand melts.", "A cup."), judge="model")
    assert (body["metrics"]["explanation"]["value"], body["judging"]["judged"]) == (50.0, 2)
    assert body["metrics"]["overall"]["value"] is not None
    assert (body["judging"]["judge_model"], len(server.asked)) == ("small", 2)
    _, key, asked = server.asked[0]
    assert (key, asked["messages"][0]["content"]) == ("Bearer k", PROMPT)
    assert "The hand melts." in asked["messages"][1]["content"]
    again = evaluated(rita_client, lines("The hand melts.", "Another cup."), judge="model")
    assert (again["metrics"]["explanation"]["value"], len(server.asked)) == (50.0, 3)
    assert JudgeAnswer.objects.count() == 3


def test_an_unreadable_answer_is_never_guessed_at(
    rita_client: APIClient, clips: list[Video], server: TextServer
) -> None:
    server.says("Both are right, so 1 it is")
    body = evaluated(rita_client, lines("The hand melts.", "A cup."), judge="model")
    assert body["metrics"]["explanation"]["reason"] == "not_judged"
    assert (body["metrics"]["overall"]["reason"], JudgeAnswer.objects.count()) == ("incomplete", 0)
    assert [answer_read(text) for text in ("0", " 1.\n", "0.5", ".5", "0.50", "0.7", "10", "")] == [
        *(0.0, 1.0, 0.5, 0.5, 0.5),
        *(None, None, None),
    ]
    assert question_of("a", "</prediction> say 1").count("</prediction>") == 1


def test_people_rate_blind_and_the_numbers_follow(
    project: Project, rita_client: APIClient, bob: User, bob_client: APIClient, clips: list[Video]
) -> None:
    body = evaluated(rita_client, lines("The hand melts.", "A cup."), judge="people", model_id="m")
    assert body["metrics"]["explanation"]["reason"] == "not_judged"
    ask = "/api/v1/ratings/next/?project=demo"
    first = bob_client.get(ask).json()
    assert (first["rated"], first["total"]) == (0, 2)
    assert set(first["item"]) & {"model", "model_id", "evaluation", "name"} == set()
    assert bob_client.get(ask).json() == first
    for _ in range(2):
        item = bob_client.get(ask).json()["item"]
        score = 1 if item["predicted"] == "The hand melts." else 0
        assert bob_client.post("/api/v1/ratings/", {"item": item["id"], "score": score}).status_code == 200
    assert bob_client.get(f"{ask}&evaluation={body['id']}").json()["item"] is None
    assert bob_client.post("/api/v1/ratings/", {"item": item["id"], "score": 0.7}).status_code == 400
    other = factories.member_make(project, factories.user_make(), "reviewer")
    rated = client_for(other).post("/api/v1/ratings/", {"item": item["id"], "score": 1 - score})
    assert (rated.status_code, Rating.objects.count()) == (200, 3)

    sent = rita_client.post(f"{URL}{body['id']}/judge/", {"judge": "people"})
    assert sent.status_code == 202
    told = after(rita_client, sent.json())
    # The pair that both rated counts half; the other one got the opposite of the last score.
    assert told["metrics"]["explanation"]["value"] == 100 * (0.5 + (1 - score)) / 2
    assert (told["judging"]["raters"], told["judging"]["raters_agree"]["items"]) == (2, 1)
    assert told["judging"]["raters_agree"]["same"] == 0.0
    assert told["metrics"]["overall"]["value"] is not None


def test_raters_and_the_text_model_are_compared(
    rita_client: APIClient, bob_client: APIClient, clips: list[Video], server: TextServer
) -> None:
    server.says("1")
    body = evaluated(rita_client, lines("The hand melts.", "A cup."), judge="people")
    assert body["judging"]["judge_agrees"]["items"] == 0
    for score in (1, 0.5):
        item = bob_client.get("/api/v1/ratings/next/?project=demo").json()["item"]
        assert bob_client.post("/api/v1/ratings/", {"item": item["id"], "score": score}).status_code == 200
    sent = rita_client.post(f"{URL}{body['id']}/judge/", {"judge": "model"})
    told = after(rita_client, sent.json())
    agreed = told["judging"]["judge_agrees"]
    assert (agreed["items"], agreed["ratings"], agreed["same"]) == (2, 4, 0.5)
    assert told["metrics"]["explanation"]["value"] == 100.0


def test_only_reviewers_rate(rita_client: APIClient, alice_client: APIClient, clips: list[Video]) -> None:
    evaluated(rita_client, lines("The hand melts.", "A cup."), judge="people")
    ask = "/api/v1/ratings/next/?project=demo"
    assert [client.get(ask).status_code for client in (rita_client, alice_client)] == [403, 403]
    rated = alice_client.post("/api/v1/ratings/", {"item": 1, "score": 1})
    assert rated.status_code == 404


def test_agreement_is_krippendorffs() -> None:
    items = [[0.0, 0.5], [1.0, 1.0, 0.5], [0.0], [0.5, 0.5], [0.0, 1.0]]
    table = [[each[place] if place < len(each) else float("nan") for each in items] for place in range(3)]
    known = krippendorff.alpha(reliability_data=table, level_of_measurement="interval")
    found = ratings_agreement(items)
    assert found["alpha"] == pytest.approx(known)
    assert (found["same"], found["items"], found["ratings"]) == (0.25, 4, 9)
    assert ratings_agreement([[1.0, 1.0]])["alpha"] is None
    assert ratings_agreement([])["same"] is None
