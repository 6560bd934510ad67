"""A program that knows the format's description alone reads and shows every row of a release."""

import zipfile
from pathlib import Path

import pytest
from rest_framework.test import APIClient

from annotations.models import Project
from tests.independent_reader import OUTLINE, FormatError, read_release, render
from tests.media import read_code
from tests.reviewers.exchange.test_release import URL, build, content, filled

__all__ = ["filled"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(filled: Project, rita_client: APIClient, tmp_path: Path) -> Path:
    """The files of a release of a fake and a real video, as they came over the wire."""
    build(rita_client)
    for name in ("all_data.json", "media.zip"):
        (tmp_path / name).write_bytes(content(rita_client.get(f"{URL}demo/1/{name}")))
    with zipfile.ZipFile(tmp_path / "media.zip") as archive:
        archive.extractall(tmp_path)
    return tmp_path


def test_every_row_is_shown_on_its_own_frame(folder: Path) -> None:
    fake, real = read_release(folder)
    shown = render(fake)
    assert (shown.shape, read_code(shown)) == ((180, 320, 3), 12)
    assert fake.box is not None
    x0, y0, x1, y1 = fake.box
    sides = (shown[y0, x0:x1], shown[y1 - 1, x0:x1], shown[y0:y1, x0], shown[y0:y1, x1 - 1])
    assert all((side == OUTLINE).all() for side in sides)
    assert read_code(render(real)) == 0


def test_media_that_are_not_the_rows_are_noticed(folder: Path) -> None:
    rows = folder / "all_data.json"
    rows.write_text(rows.read_text().replace('"video_width":320', '"video_width":322'))
    with pytest.raises(FormatError):
        render(read_release(folder)[0])
