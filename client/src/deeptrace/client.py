"""The way in: one object with everything that the platform offers to programs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from deeptrace.api.evaluations import Evaluations
from deeptrace.api.jobs import Jobs
from deeptrace.api.releases import Release, Releases
from deeptrace.api.rewards import Rewards
from deeptrace.api.videos import Videos
from deeptrace.errors import SettingsMissingError
from deeptrace.wire import Retries, Wire

URL, TOKEN = "DEEPTRACE_URL", "DEEPTRACE_TOKEN"  # noqa: S105 - names of variables


class Client:
    """A person's token at one platform; use it as a context manager, or close it.

    >>> client = Client.from_env()
    >>> folder = client.release("sora-pilot").download("data")
    """

    def __init__(
        self, url: str, token: str, *, retries: Retries | None = None, timeout_seconds: float = 60.0
    ) -> None:
        if not url.startswith(("http://", "https://")):
            raise SettingsMissingError(f"{url!r} is no address: it begins with https:// or http://.")
        self._wire = Wire(url, token, retries=retries, timeout=timeout_seconds)
        self.videos = Videos(self._wire)
        self.rewards = Rewards(self._wire)
        self.evaluations = Evaluations(self._wire)
        self.jobs = Jobs(self._wire)
        self._releases = Releases(self._wire)

    @classmethod
    def from_env(cls, *, retries: Retries | None = None) -> Self:
        """Address and token out of DEEPTRACE_URL and DEEPTRACE_TOKEN."""
        missing = [name for name in (URL, TOKEN) if not os.environ.get(name)]
        if missing:
            raise SettingsMissingError(
                f"Set {' and '.join(missing)}: the platform's address, and a token from your account page."
            )
        return cls(os.environ[URL], os.environ[TOKEN], retries=retries)

    def releases(self, project: str = "") -> Iterator[Release]:
        """The releases that you may read, newest first."""
        return self._releases.list(project)

    def release(self, project: str, version: int | None = None) -> Release:
        """One release; without a version the newest that is done."""
        return self._releases.get(project, version)

    def release_create(self, project: str, **options: object) -> Release:
        """Make a release of the gold as it is now; `.wait()` for its files."""
        return self._releases.create(project, **options)

    def close(self) -> None:
        """Give the connections back."""
        self._wire.close()

    def __enter__(self) -> Self:
        """The client itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()
