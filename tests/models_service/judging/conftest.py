"""The fake back end stands in the registry under its own name."""

from collections.abc import Iterator

import pytest

from models_service.backends import registry
from models_service.services.suggesting import loading
from tests.models_service.fake import FakeBackend


@pytest.fixture(autouse=True)
def _fake_backend(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(registry.BACKENDS, "fake", "tests.models_service.fake:FakeBackend")
    FakeBackend.reset()
    yield
    loading.backend_release()
