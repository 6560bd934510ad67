"""Model versions: seeded, registered from a folder, activated, discarded."""

from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Project
from models_service.models import ActiveModel, ModelVersion
from tests import factories
from tests.models_service.fake import model_make

pytestmark = pytest.mark.django_db
MODELS = "/api/v1/models/"


@pytest.fixture
def root(settings: Any, tmp_path: Path) -> Path:
    settings.MODELS_DIR = tmp_path / "models"
    for name in ("tiny", "outside"):
        (tmp_path / ("models" if name == "tiny" else "") / name).mkdir(parents=True)
    (settings.MODELS_DIR / "tiny" / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "outside" / "model.safetensors").write_bytes(b"weights")
    (settings.MODELS_DIR / "link").symlink_to(tmp_path / "outside")
    (settings.MODELS_DIR / "empty").mkdir()
    return tmp_path


def register(client: APIClient, **fields: Any) -> Any:
    body = {"name": "Tiny", "backend": "videollama3", "folder": "tiny", "project": "demo"} | fields
    return client.post(MODELS, body)


def test_the_motion_heuristic_is_there(rita_client: APIClient) -> None:
    (motion,) = rita_client.get(MODELS, {"project": "demo"}).json()["results"]
    told = {name: motion[name] for name in ("backend", "heuristic", "status", "active", "calibrated")}
    assert told == {
        **{"backend": "motion", "heuristic": True},
        **{"status": "ready", "active": False, "calibrated": False},
    }
    assert motion["health"] == {"ok": True, "detail": "", "device": "cpu"}


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_for_one_and_for_many(
    rita_client: APIClient, project: Project, count: int, django_assert_num_queries: Any
) -> None:
    made = [model_make(project) for _ in range(count)]
    ActiveModel.objects.create(project=project, model_version=made[0])
    with django_assert_num_queries(8):
        body = rita_client.get(MODELS, {"project": "demo"}).json()
    assert len(body["results"]) == count + 1


def test_weights_are_registered_once_and_speak_where_they_are_activated(
    ada_client: APIClient, project: Project, root: Path
) -> None:
    made = register(ada_client, sampling={"fps": 4})
    assert (made.status_code, made.json()["project"], made.json()["sampling"]) == (201, "demo", {"fps": 4})
    again = register(ada_client)
    assert (again.status_code, again.json()["existing"]) == (409, made.json()["id"])
    url = f"{MODELS}{made.json()['id']}/"
    assert ada_client.post(f"{url}activate/", {"project": "demo"}).json()["active"] is True
    assert ActiveModel.objects.get(project=project).model_version.backend == "videollama3"
    assert ada_client.post(f"{url}discard/").json()["code"] == "model_active"
    other = model_make(project)
    assert ada_client.post(f"{MODELS}{other.pk}/activate/", {"project": "demo"}).status_code == 200
    assert ada_client.post(f"{url}discard/").json()["status"] == "discarded"
    assert ada_client.post(f"{url}activate/", {"project": "demo"}).json()["code"] == "model_not_ready"


@pytest.mark.parametrize(
    ("folder", "code"),
    [("../outside", "no_folder"), ("link", "no_folder"), (".", "no_folder"), ("empty", "no_weights")],
)
def test_only_weights_below_the_model_root(ada_client: APIClient, root: Path, folder: str, code: str) -> None:
    response = register(ada_client, folder=folder)
    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, code)
    absolute = register(ada_client, folder=str(root / "outside"))
    assert absolute.json()["errors"][0]["code"] == "no_folder"


def test_another_projects_model_is_absent(
    ada_client: APIClient, alice_client: APIClient, rita_client: APIClient, root: Path
) -> None:
    foreign = model_make(factories.project_make("elsewhere"))
    shared = ModelVersion.objects.get(backend="motion")
    assert ada_client.get(f"{MODELS}{foreign.pk}/").status_code == 404
    assert alice_client.get(f"{MODELS}{shared.pk}/").status_code == 404
    assert alice_client.get(MODELS).json()["results"] == []
    assert alice_client.get(MODELS, {"project": "demo"}).status_code == 403
    assert ada_client.post(f"{MODELS}{shared.pk}/discard/").status_code == 403
    assert register(ada_client, project=None).status_code == 403
    assert register(rita_client).status_code == 403
