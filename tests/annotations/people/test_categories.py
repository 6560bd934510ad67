"""Categories and raw tags of a project."""

from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Category, Event, Project, RawTag
from annotations.services.aids.examples import example_put

URL = "/api/v1/projects/demo/categories/"
RAW = "/api/v1/projects/demo/raw-tags/"


def order(client: APIClient) -> list[str]:
    return [row["key"] for row in client.get(URL).json()]


def test_every_member_sees_them_in_order(alice_client: APIClient) -> None:
    rows = alice_client.get(URL).json()
    assert [row["position"] for row in rows] == list(range(1, 11))
    assert rows[0]["definition"]


def test_an_admin_adds_one_with_a_key_made_from_the_name(ada_client: APIClient) -> None:
    response = ada_client.post(URL, {"name": "Wrong Shadow!", "definition": "d"})
    assert response.status_code == 201
    assert response.json() == {
        "key": "wrong_shadow",
        "name": "Wrong Shadow!",
        "definition": "d",
        "example": "",
        "position": 11,
        "archived": False,
        "has_example_clip": False,
    }
    assert Event.objects.get(action="category.created").facts["key"] == "wrong_shadow"


def test_a_key_is_taken_once(ada_client: APIClient) -> None:
    response = ada_client.post(URL, {"key": "object_merging", "name": "x"})
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "key_taken"


def test_texts_change_and_the_key_stays(ada_client: APIClient) -> None:
    body = ada_client.patch(f"{URL}other/", {"name": "Rest", "example": "e", "key": "x"}).json()
    assert (body["key"], body["name"], body["example"]) == ("other", "Rest", "e")


@pytest.mark.parametrize(("position", "index"), [(1, 0), (5, 4), (1000, 9)])
def test_one_is_moved(ada_client: APIClient, position: int, index: int) -> None:
    before = order(ada_client)
    ada_client.patch(f"{URL}object_merging/", {"position": position})
    expected = [key for key in before if key != "object_merging"]
    expected.insert(index, "object_merging")
    assert order(ada_client) == expected


def test_one_is_archived_and_brought_back(ada_client: APIClient) -> None:
    assert ada_client.patch(f"{URL}other/", {"archived": True}).json()["archived"] is True
    assert Category.objects.filter(project__slug="demo", key="other").exists()
    assert ada_client.patch(f"{URL}other/", {"archived": False}).json()["archived"] is False
    assert Event.objects.filter(action="category.changed").count() == 2


def test_none_is_deleted(ada_client: APIClient) -> None:
    assert ada_client.delete(f"{URL}other/").status_code == 405


@pytest.mark.parametrize("fixture", ["alice_client", "bob_client", "rita_client"])
def test_nobody_else_changes_them(fixture: str, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(fixture)
    assert client.post(URL, {"name": "x"}).status_code == 403
    assert client.patch(f"{URL}other/", {"name": "x"}).status_code == 403
    assert client.put(RAW, []).status_code == 403


def test_it_refuses_an_outsider(charlie_client: APIClient, project: Project) -> None:
    assert charlie_client.get(URL).status_code == 404
    assert charlie_client.patch(f"{URL}other/", {"name": "x"}).status_code == 404
    assert charlie_client.get(RAW).status_code == 404


def test_a_missing_one_is_404(ada_client: APIClient) -> None:
    assert ada_client.patch(f"{URL}missing/", {"name": "x"}).status_code == 404


@pytest.mark.parametrize(
    "body", [{}, {"name": ""}, {"name": "!!!"}, {"name": "x", "key": "Bad Key"}, {"name": "x" * 101}]
)
def test_bad_input_is_400(ada_client: APIClient, body: dict[str, Any]) -> None:
    assert ada_client.post(URL, body).status_code == 400


@pytest.mark.parametrize("changes", [{"position": 0}, {"archived": "maybe"}, {"name": ""}])
def test_a_bad_change_is_400(ada_client: APIClient, changes: dict[str, Any]) -> None:
    assert ada_client.patch(f"{URL}other/", changes).status_code == 400


def test_the_table_of_raw_tags_is_replaced(ada_client: APIClient) -> None:
    assert {"raw_tag": "blur", "category": "sudden_blurring"} in ada_client.get(RAW).json()
    response = ada_client.put(RAW, [{"raw_tag": "  Third   Arm ", "category": "redundant_object"}])
    assert response.json() == [{"raw_tag": "third arm", "category": "redundant_object"}]
    assert RawTag.objects.filter(project__slug="demo").count() == 1
    assert RawTag.objects.filter(project=None).count() > 1


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([{"raw_tag": "x", "category": "missing"}], "unknown_category"),
        ([{"raw_tag": "x", "category": "other"}, {"raw_tag": "X", "category": "other"}], "twice"),
        ([{"raw_tag": "", "category": "other"}], "blank"),
        ({}, "not_a_list"),
    ],
)
def test_a_bad_table_is_400(ada_client: APIClient, rows: Any, code: str) -> None:
    response = ada_client.put(RAW, rows)
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == code
    assert RawTag.objects.filter(project__slug="demo").count() > 1


@pytest.fixture
def example(project: Project, tmp_path: Path) -> bytes:
    """The bytes of an example clip of `object_merging`."""
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"0123456789")
    example_put(category=project.categories.get(key="object_merging"), clip=clip)
    return clip.read_bytes()


def test_a_category_may_have_an_example_clip(alice_client: APIClient, example: bytes) -> None:
    rows = {row["key"]: row["has_example_clip"] for row in alice_client.get(URL).json()}
    assert [key for key, has_clip in rows.items() if has_clip] == ["object_merging"]
    response = alice_client.get(f"{URL}object_merging/example.mp4")
    assert (response.status_code, response["Content-Type"]) == (200, "video/mp4")
    assert b"".join(response.streaming_content) == example  # type: ignore[attr-defined]
    part = alice_client.get(f"{URL}object_merging/example.mp4", headers={"Range": "bytes=2-4"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"234")  # type: ignore[attr-defined]


def test_an_example_is_replaced_as_a_whole(
    alice_client: APIClient, project: Project, example: bytes, tmp_path: Path
) -> None:
    before = alice_client.get(f"{URL}object_merging/example.mp4")["ETag"]
    (tmp_path / "other.mp4").write_bytes(b"another clip")
    category = project.categories.get(key="object_merging")
    example_put(category=category, clip=tmp_path / "other.mp4")
    assert category.example_clip.read_bytes() == b"another clip"
    assert alice_client.get(f"{URL}object_merging/example.mp4")["ETag"] != before
    assert [path.name for path in category.example_clip.parent.iterdir()] == ["object_merging.mp4"]


@pytest.mark.parametrize("key", ["object_splitting", "absent"])
def test_without_an_example_there_is_nothing(alice_client: APIClient, example: bytes, key: str) -> None:
    assert alice_client.get(f"{URL}{key}/example.mp4").status_code == 404


def test_an_outsider_sees_no_example(charlie_client: APIClient, example: bytes) -> None:
    assert charlie_client.get(f"{URL}object_merging/example.mp4").status_code == 404
