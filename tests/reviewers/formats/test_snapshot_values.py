"""Shortcuts in reading gold: they say the same as the long way."""

import pytest

from annotations.models import Project, Video
from annotations.tracks import Keyframe, KeyframesInvalidError, bbox_at
from reviewers.releases.ids import dashed, id_text
from reviewers.releases.rows import bbox_of
from reviewers.releases.snapshot import SnapshotTrace
from tests.factories import video_make

FIRST = {"frame": 10, "left": 5, "top": 6, "width": 70, "height": 80}
LATER = {"frame": 20, "left": 16, "top": 9, "width": 71, "height": 60}


def trace_of(*keyframes: dict[str, int], onset: int = 10) -> SnapshotTrace:
    return SnapshotTrace("", onset, 30, (), "", "", None, keyframes, (), "kept", None)


@pytest.mark.parametrize("onset", [5, 10, 13, 20, 25])
@pytest.mark.parametrize("keyframes", [[FIRST], [FIRST, LATER]])
def test_the_box_at_the_onset_is_the_interpolated_one(keyframes: list[dict[str, int]], onset: int) -> None:
    expected = bbox_at([Keyframe(**keyframe) for keyframe in keyframes], onset)
    assert bbox_of(trace_of(*keyframes, onset=onset), "onset") == expected


@pytest.mark.parametrize("keyframes", [[], [FIRST, FIRST], [FIRST, LATER, LATER]])
def test_keyframes_that_do_not_ascend_are_refused(keyframes: list[dict[str, int]]) -> None:
    with pytest.raises(KeyframesInvalidError):
        bbox_of(trace_of(*keyframes), "onset")


def test_an_id_read_as_text_is_the_id(project: Project) -> None:
    video = video_make(project)
    assert dashed(Video.objects.values_list(id_text("pk"), flat=True).get()) == str(video.pk)
