"""Both places for media: a folder, and a bucket of a server that the tests start on this machine."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site

from annotations.selectors import stores

BUCKET = "media"
KEYS = {"access_key": "a-test-key", "secret_key": "a-test-secret"}


@pytest.fixture(scope="session")
def object_server() -> Iterator[str]:
    """The address of an S3-compatible server with one bucket; it takes parts of any size."""
    settings: Any = import_module("moto.settings")
    settings.S3_UPLOAD_PART_MIN_SIZE = 1
    server = import_module("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, settings: Any) -> str:
    """Which of the two the test runs on."""
    if request.param == "bucket":
        use_bucket(settings, request.getfixturevalue("object_server"))
    return str(request.param)


def use_bucket(settings: Any, address: str, **options: Any) -> None:
    """Let media lie in a fresh bucket, with a folder for local copies of the test's own."""
    settings.MEDIA_BUCKET = {
        "name": BUCKET,
        "endpoint": address,
        "public_endpoint": "",
        "region": "us-east-1",
        "prefix": "site",
        **KEYS,
        **options,
    }
    store: Any = stores.media_store()
    client = store.client
    client.create_bucket(Bucket=BUCKET)
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
        for each in page.get("Contents", ()):
            client.delete_object(Bucket=BUCKET, Key=each["Key"])


def files_with(content: bytes) -> list[str]:
    """Where the platform keeps these bytes, packed or not: in its data folder and in the bucket."""
    found = [
        str(path)
        for path in Path(site.DATA_DIR).rglob("*")
        if path.is_file() and content in path.read_bytes()
    ]
    store: Any = stores.media_store()
    if store.is_local:
        return found
    for page in store.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
        for each in page.get("Contents", ()):
            held = store.client.get_object(Bucket=BUCKET, Key=each["Key"])["Body"].read()
            found += [f"s3:{each['Key']}"] if content in held else []
    return found
