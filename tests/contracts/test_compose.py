"""docker-compose.yml: valid, every reference leads somewhere, no secret has a default, nothing is root's."""

import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|(_KEY|_URL|_USER)(_FILE)?$")
SITE_SECRETS = "./deploy/secrets/site"  # deploy/secrets.sh makes it
OURS = {"migrate", "web", "worker", "gpu-worker", "beat"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load(COMPOSE.read_text()))


def test_it_follows_the_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    files = [str(COMPOSE), str(ROOT / "deploy/compose.s3.yml")]
    done = subprocess.run([*command, *files], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_dependencies_exist_and_can_be_met(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for name, wanted in service.get("depends_on", {}).items():
            if wanted["condition"] == "service_healthy":
                assert "test" in compose["services"][name]["healthcheck"]
            else:
                assert wanted["condition"] == "service_completed_successfully"
                assert compose["services"][name]["restart"] == "no"
    for name in OURS - {"migrate"}:
        waits = compose["services"][name]["depends_on"]["migrate"]
        assert waits == {"condition": "service_completed_successfully"}


def test_volumes_networks_and_secrets_are_declared_and_used(compose: dict[str, Any]) -> None:
    services = compose["services"].values()
    mounts = [mount for service in services for mount in service.get("volumes", [])]
    sources = [mount["source"] if isinstance(mount, dict) else mount.split(":")[0] for mount in mounts]
    for source in sources:
        assert source in compose["volumes"] or source == SITE_SECRETS or (ROOT / source).is_dir()
    assert set(compose["volumes"]) <= set(sources)
    for kind in ("networks", "secrets"):
        assert {name for service in services for name in service.get(kind, [])} == set(compose[kind])


def test_secrets_are_files_and_nothing_else(compose: dict[str, Any], tmp_path: Path) -> None:
    """No variable holds a secret; deploy/secrets.sh makes every file, no two alike, and changes none."""
    for service in compose["services"].values():
        given = service.get("environment", {})
        held = {name: text for name, text in given.items() if SECRET.search(name)}
        held.pop("POSTGRES_USER", None)  # a name, not a secret
        for name, text in held.items():
            assert text.removeprefix("/run/secrets/") in service["secrets"], name
    assert "${POSTGRES" not in COMPOSE.read_text()
    folder = tmp_path / "secrets"
    made = secrets_made(folder)
    assert set(made) == set(compose["secrets"])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    words = {made[name] for name in ("secret_key", "postgres_password", "redis_password", "minio_password")}
    assert [len(word) for word in words] == [64] * 4
    assert secrets_made(folder) == made
    declared = {Path(secret["file"]).parent.as_posix() for secret in compose["secrets"].values()}
    assert declared == {"deploy/secrets"}
    assert "/deploy/secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def secrets_made(folder: Path) -> dict[str, str]:
    subprocess.run([ROOT / "deploy/secrets.sh", folder], check=True, capture_output=True)
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


def test_any_setting_reaches_every_container_of_ours(compose: dict[str, Any], tmp_path: Path) -> None:
    """By a file that need not exist and git never takes, with secrets as files beside it."""
    for name in OURS:
        service = compose["services"][name]
        assert service["env_file"] == [{"path": "deploy/site.env", "required": False}], name
        assert f"{SITE_SECRETS}:/run/site:ro" in service["volumes"], name
    secrets_made(tmp_path / "secrets")
    assert stat.S_IMODE((tmp_path / "secrets/site").stat().st_mode) == 0o755
    assert "/deploy/site.env" in (ROOT / ".gitignore").read_text().splitlines()


def test_only_the_proxy_is_published_and_to_this_machine(compose: dict[str, Any]) -> None:
    published = {
        name: service["ports"] for name, service in compose["services"].items() if "ports" in service
    }
    assert published == {"nginx": ["${DEEPTRACE_ADDRESS:-127.0.0.1}:${PORT:-8000}:8080"]}
    assert compose["networks"]["back"] == {"internal": True}
    for name in ("postgres", "redis"):
        assert compose["services"][name]["networks"] == ["back"]


def test_every_container_is_confined(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["read_only"] is True, name
        assert service["user"] in {"10001:10001", "postgres", "redis"}, name
        assert not {"privileged", "cap_add", "pid", "network_mode"} & set(service), name
        assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}, name
        assert service["restart"] == ("no" if name == "migrate" else "unless-stopped"), name
        assert "healthcheck" in service, name


def test_web_servers_may_be_many(compose: dict[str, Any]) -> None:
    web = compose["services"]["web"]
    assert web["deploy"]["replicas"] >= 2
    assert not {"ports", "container_name"} & set(web)


def test_images_are_pinned(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        tag = service["image"].partition(":")[2]
        assert re.match(r"\d+\.\d+|RELEASE\.\d{4}", tag), service["image"]


def test_a_bucket_is_a_file_more(compose: dict[str, Any]) -> None:
    more = dict(yaml.safe_load((ROOT / "deploy/compose.s3.yml").read_text())["services"])
    settings = (ROOT / "docs/settings.md").read_text()
    bucket = more.pop("bucket")
    assert bucket["image"] == compose["services"]["minio"]["image"]
    assert bucket["profiles"] == compose["services"]["minio"]["profiles"] == ["s3"]
    assert bucket["restart"] == "no"
    assert set(more) == OURS
    for service in more.values():
        assert set(service["secrets"]) <= set(compose["secrets"])
        for name, text in service["environment"].items():
            assert f"`{name.removesuffix('_FILE')}`" in settings
            assert not SECRET.search(name) or text.removeprefix("/run/secrets/") in service["secrets"]


def test_https_is_a_file_more() -> None:
    text = (ROOT / "deploy/compose.tls.yml").read_text()
    assert set(yaml.safe_load(text.replace("!override", ""))["secrets"]) == {"tls_certificate", "tls_key"}
    template = (ROOT / "deploy/nginx/tls.conf.template").read_text()
    assert re.findall(r"CERTIFICATES\}/(\w+);", template) == ["tls_certificate", "tls_key"]
