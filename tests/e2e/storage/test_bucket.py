"""The running platform with its media in a bucket: parts go straight there, workers and viewers read them."""

import hashlib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.annotations.files.stores import BUCKET, KEYS
from tests.e2e.conftest import Studio, sign_in
from tests.e2e.server import Platform, platform_running, wait_for
from tests.e2e.storage.test_upload_page import chosen, large

__all__ = ["large"]
pytestmark = [pytest.mark.e2e, pytest.mark.full]


@pytest.fixture
def bucket(object_server: str) -> Any:
    """A client of the bucket, which is empty."""
    keys = {"aws_access_key_id": KEYS["access_key"], "aws_secret_access_key": KEYS["secret_key"]}
    client = import_module("boto3").client("s3", endpoint_url=object_server, region_name="us-east-1", **keys)
    client.create_bucket(Bucket=BUCKET)
    return client


@pytest.fixture
def platform_on_bucket(tmp_path: Path, object_server: str, bucket: Any) -> Iterator[Platform]:
    """A platform of its own whose media lie in the bucket."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEEPTRACE_S3_BUCKET", BUCKET)
        patch.setenv("DEEPTRACE_S3_ENDPOINT", object_server)
        patch.setenv("DEEPTRACE_S3_PUBLIC_ENDPOINT", object_server)
        patch.setenv("DEEPTRACE_S3_ACCESS_KEY", KEYS["access_key"])
        patch.setenv("DEEPTRACE_S3_SECRET_KEY", KEYS["secret_key"])
        with platform_running(tmp_path / "data", tmp_path / "serve.log") as running:
            yield running


def kept(bucket: Any) -> list[str]:
    """The names of the files in the bucket, without their folders."""
    return sorted(
        str(each["Key"]).rpartition("/")[2]
        for each in bucket.list_objects_v2(Bucket=BUCKET).get("Contents", ())
    )


def _only_first(route: Route) -> None:
    if "partNumber=1&" in f"{route.request.url}&":
        route.continue_()
    else:
        route.abort("internetdisconnected")


def test_a_direct_upload_is_cut_goes_on_is_watched_and_taken_down(
    browser: Browser, platform_on_bucket: Platform, bucket: Any, large: Path
) -> None:
    studio = Studio(platform_on_bucket, platform_on_bucket.admin(), "bucket")
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, studio.platform, studio.person("admin"))
    sent = _puts(page)

    page.route("**/*partNumber=*", _only_first)
    chosen(page, studio, large)
    expect(page.get_by_text("No connection, waiting at")).to_be_visible(timeout=30_000)
    page.unroute("**/*partNumber=*")
    sent.clear()
    chosen(page, studio, large)
    expect(page.get_by_text("1 of 1 ready")).to_be_visible(timeout=60_000)

    assert len(sent) == 2
    assert not [url for url in sent if url.startswith(studio.platform.url)]
    assert kept(bucket) == ["filmstrip.jpg", "original.mp4", "poster.jpg", "signals.json"]
    _watched_and_taken_down(studio, large.read_bytes())
    wait_for(lambda: not kept(bucket), seconds=30, what="the bucket to be empty")
    page.context.close()


def _puts(page: Page) -> list[str]:
    """Where the page sends bytes from now on."""
    found: list[str] = []

    def note(request: Request) -> None:
        if request.method == "PUT":
            found.append(request.url)

    page.on("request", note)
    return found


def _watched_and_taken_down(studio: Studio, content: bytes) -> None:
    (video,) = studio.admin.get(f"videos/?project={studio.slug}")["results"]
    assert video["sha256"] == hashlib.sha256(content).hexdigest()
    path = f"videos/{video['id']}/"
    part = studio.admin.call("GET", f"{path}media/", status=206, headers={"Range": "bytes=1000-1999"})
    assert part.content == content[1000:2000]
    assert studio.admin.call("GET", f"{path}frames/7.png").content.startswith(b"\x89PNG")
    studio.admin.call("DELETE", path, status=204, json={"reason": "rights"})
