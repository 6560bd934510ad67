"""Takes the media of videos that were taken down out of the releases that were made before."""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from annotations.models import Event

if TYPE_CHECKING:  # a release's build loads a lot
    from reviewers.services.take_downs.withholding import Withheld


class TakeDowns:
    """Also looks at each release that was just built: a video may have been taken down meanwhile."""

    name = "take_downs"
    actions = frozenset({"video.taken_down", "release.built"})

    def prepare(self, events: Sequence[Event]) -> "list[Withheld]":
        """Write the archives anew, beside the old ones."""
        withholding = import_module("reviewers.services.take_downs.withholding")
        releases = withholding.releases_concerned(events=list(events))
        prepared: list[Withheld] = withholding.withholding_prepare(releases=releases)
        return prepared

    def apply(self, prepared: "list[Withheld]") -> None:
        """Put them in their places."""
        withholding = import_module("reviewers.services.take_downs.withholding")
        for each in prepared:
            withholding.withholding_apply(prepared=each)


TAKE_DOWNS = TakeDowns()
