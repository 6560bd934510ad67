"""What an answer may hold: every rule with its path and code, and all of them at once."""

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Annotation, Project, User
from tests import factories, work

pytestmark = pytest.mark.django_db
KEYFRAME = {"frame": 12, "left": 85, "top": 51, "width": 201, "height": 153}


@pytest.fixture
def draft(project: Project, alice: User) -> Annotation:
    return work.draft(project, alice)  # 120 frames of 640x360


def put(client: APIClient, draft: Annotation, body: Any) -> Any:
    return client.put(f"/api/v1/annotations/{draft.pk}/", body, headers={"If-Match": '"0"'})


def problems(client: APIClient, draft: Annotation, *traces: Any) -> list[tuple[str, str]]:
    response = put(client, draft, {"verdict": "fake", "note": "", "traces": list(traces)})
    assert response.status_code in (200, 400)
    if response.status_code == 200:
        return []
    return [(error["field"], error["code"]) for error in response.json()["errors"]]


def keyframe(**fields: Any) -> dict[str, Any]:
    return factories.trace_body(keyframes=[{**KEYFRAME, **fields}])


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"onset_frame": 0, "keyframes": []}, None),
        ({"onset_frame": -1}, ("onset_frame", "out_of_range")),
        ({"offset_frame": 119}, None),
        ({"offset_frame": 120}, ("offset_frame", "out_of_range")),
        ({"onset_frame": 12, "offset_frame": 12}, None),
        ({"onset_frame": 58, "keyframes": []}, ("offset_frame", "before_onset")),
        ({"onset_frame": 13}, ("keyframes.0.frame", "outside_span")),
        ({"offset_frame": 11, "onset_frame": None}, ("keyframes.0.frame", "outside_span")),
        ({"onset_frame": 12.0}, ("onset_frame", "invalid")),
        ({"onset_frame": True}, ("onset_frame", "invalid")),
        ({"onset_frame": "12"}, ("onset_frame", "invalid")),
        ({"categories": ["nonsense"]}, ("categories.0", "unknown_category")),
        ({"categories": ["object_merging", "object_merging"]}, ("categories.1", "duplicate")),
        ({"categories": "object_merging"}, ("categories", "not_a_list")),
        ({"categories": [1]}, ("categories.0", "invalid")),
        ({"confidence": 0}, ("confidence", "min_value")),
        ({"confidence": 4}, ("confidence", "max_value")),
        ({"confidence": None}, None),
        ({"explanation": "x" * 10_000}, None),
        ({"explanation": "x" * 10_001}, ("explanation", "max_length")),
        ({"explanation": 7}, ("explanation", "invalid")),
        ({"other_tag": "x" * 201}, ("other_tag", "max_length")),
        ({"origin": "alien"}, ("origin", "invalid_choice")),
        ({"suggestion": "x"}, ("suggestion", "invalid")),
        ({"id": "x"}, ("id", "invalid")),
        ({"id": None}, ("id", "null")),
        ({"keyframes": {}}, ("keyframes", "not_a_list")),
        ({"keyframes": [7]}, ("keyframes.0", "invalid")),
        ({"keyframes": [KEYFRAME, KEYFRAME]}, ("keyframes.1.frame", "not_ascending")),
        ({"keyframes": [KEYFRAME] * 5001}, ("keyframes", "max_length")),
    ],
)
def test_a_trace(
    alice_client: APIClient, draft: Annotation, fields: dict[str, Any], wrong: tuple[str, str] | None
) -> None:
    found = problems(alice_client, draft, factories.trace_body(**fields))
    assert found == ([] if wrong is None else [(f"traces.0.{wrong[0]}", wrong[1])])


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"left": 0, "top": 0, "width": 640, "height": 360}, None),
        ({"left": 639, "width": 1, "top": 359, "height": 1}, None),
        ({"left": -1}, ("left", "out_of_range")),
        ({"left": 640, "width": 1}, ("left", "out_of_range")),
        ({"top": 360, "height": 1}, ("top", "out_of_range")),
        ({"width": 0}, ("width", "out_of_range")),
        ({"height": 0}, ("height", "out_of_range")),
        ({"left": 440, "width": 201}, ("width", "out_of_range")),
        ({"top": 300, "height": 61}, ("height", "out_of_range")),
        ({"frame": 120}, ("frame", "out_of_range")),
        ({"frame": -1}, ("frame", "out_of_range")),
        ({"left": 1.5}, ("left", "invalid")),
        ({"left": False}, ("left", "invalid")),
        ({"left": None}, ("left", "invalid")),
        ({"left": 10**17}, ("left", "out_of_range")),
    ],
)
def test_a_box(
    alice_client: APIClient, draft: Annotation, fields: dict[str, Any], wrong: tuple[str, str] | None
) -> None:
    found = problems(alice_client, draft, keyframe(**fields))
    assert found == ([] if wrong is None else [(f"traces.0.keyframes.0.{wrong[0]}", wrong[1])])


def test_every_error_is_told_at_once(alice_client: APIClient, draft: Annotation) -> None:
    response = put(
        alice_client,
        draft,
        {"verdict": "maybe", "note": None, "traces": [{}, keyframe(left=-1, top=-1), keyframe(frame=1.5)]},
    )
    fields = {error["field"] for error in response.json()["errors"]}
    assert fields == {
        "verdict",
        "note",
        "traces.0.id",
        "traces.0.onset_frame",
        "traces.0.offset_frame",
        "traces.0.categories",
        "traces.0.keyframes",
        "traces.1.keyframes.0.left",
        "traces.1.keyframes.0.top",
        "traces.2.keyframes.0.frame",
    }


def test_an_id_stands_once(alice_client: APIClient, draft: Annotation) -> None:
    trace = factories.trace_body()
    assert problems(alice_client, draft, trace, trace) == [("traces.1.id", "duplicate")]


def test_five_hundred_traces_and_no_more(alice_client: APIClient, draft: Annotation) -> None:
    def many(count: int) -> list[dict[str, Any]]:
        return [factories.trace_body(id=str(uuid.uuid4())) for _ in range(count)]

    assert problems(alice_client, draft, *many(501)) == [("traces", "max_length")]
    assert problems(alice_client, draft, *many(500)) == []


@pytest.mark.parametrize("body", [[], "x", None, 7, {}, {"verdict": None}, {"traces": {}}])
def test_other_shapes(alice_client: APIClient, draft: Annotation, body: Any) -> None:
    assert put(alice_client, draft, body).status_code == 400


@pytest.mark.parametrize(
    "text",
    ['{"verdict": NaN}', '{"note": "\\ud800"}', '{"note": "\\u0000"}', "[" * 100_000, '{"a": 1e999}', "{"],
)
def test_json_that_cannot_be_stored(alice_client: APIClient, draft: Annotation, text: str) -> None:
    response = alice_client.put(
        f"/api/v1/annotations/{draft.pk}/",
        text,
        content_type="application/json",
        headers={"If-Match": '"0"'},
    )
    assert response.status_code == 400


def test_unknown_fields_are_left_out(alice_client: APIClient, draft: Annotation) -> None:
    assert problems(alice_client, draft, factories.trace_body(colour="red")) == []
    assert "colour" not in alice_client.get(f"/api/v1/annotations/{draft.pk}/").json()["traces"][0]
