"""`cvat.xml`: the traces as tracks of the format "CVAT for video 1.1", in the form of a whole project.

Source: CVAT's XML annotation format (docs.cvat.ai, "CVAT for video 1.1"): `<meta>` with the project, its
tasks (one per video) and its labels, then a `<track>` per trace with a `<box>` per told frame: `keyframe`,
`outside` and `occluded` are 0 or 1, corners are `xtl ytl xbr ybr`, frames count from 0 within the task. The
box after the last frame is `outside`: there the track ends. Between boxes CVAT interpolates linearly, as this
platform does.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from annotations.tracks import BBox
from reviewers.releases.formats.base import CVAT, FileFacts, ReleaseFacts, ReleaseVideo
from reviewers.releases.formats.files import OutFile, spool_open, stream_drop
from reviewers.releases.formats.tracks import UNCATEGORISED, boxes_told, category_of

ATTRIBUTES = ("trace", "categories", "other_tag", "explanation", "confidence")
REPLACED = "\N{REPLACEMENT CHARACTER}"
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class CvatWriter:
    """Tasks are written as the videos come; the tracks wait on disk, for they stand after all tasks."""

    name = CVAT

    def __init__(self, folder: Path, facts: ReleaseFacts) -> None:
        self._file = OutFile(folder / self.name)
        self._tracks = spool_open(folder)
        self._labels = {**facts.categories, UNCATEGORISED: "Uncategorised"}
        self._task_count = self._track_count = 0
        self._write('<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>1.1</version>\n<meta>\n')
        self._write(f"<project>\n<id>1</id>\n{_tag('name', facts.project.name)}")
        self._write(f"{_tag('release', facts.release or '')}<tasks>\n")

    def add(self, item: ReleaseVideo) -> None:
        """The video as a task and its traces as tracks."""
        self._task_count += 1
        self._write(_task(self._task_count, item))
        for trace in item.traces:
            self._track(item, trace)

    def close(self) -> FileFacts:
        """Labels, tracks, end."""
        self._write("</tasks>\n<labels>\n" + "".join(map(_label, self._labels.values())))
        self._write("</labels>\n</project>\n</meta>\n")
        self._file.copy(self._tracks)
        self._write("</annotations>\n")
        return self._file.close()

    def drop(self) -> None:
        """Give up."""
        self._file.drop()
        stream_drop(self._tracks)

    def _track(self, item: ReleaseVideo, trace: Mapping[str, Any]) -> None:
        attributes = "".join(_attribute(name, _text_of(trace.get(name))) for name in ATTRIBUTES)
        label = self._labels[category_of(trace, self._labels)]
        told = boxes_told(trace)
        lines = [_box(frame, box, attributes) for frame, box in told]
        end = trace["offset_frame"] + 1
        if told and end < item.frame_count:
            lines.append(_box(end, told[-1][1], attributes, outside=True))
        about = {"id": self._track_count, "label": label, "source": "manual", "task_id": self._task_count}
        about["subset"] = item.split or "default"
        self._track_count += 1
        self._tracks.write(_encoded(f"<track{_attributes(about)}>\n{''.join(lines)}</track>\n"))

    def _write(self, text: str) -> None:
        self._file.write(_encoded(text))


def _task(number: int, item: ReleaseVideo) -> str:
    size = f"<original_size>\n{_tag('width', item.width)}{_tag('height', item.height)}</original_size>\n"
    return (
        f"<task>\n{_tag('id', number)}{_tag('name', item.video_id)}{_tag('size', item.frame_count)}"
        f"{_tag('mode', 'interpolation')}{_tag('overlap', 0)}{_tag('subset', item.split or 'default')}"
        f"{_tag('start_frame', 0)}{_tag('stop_frame', max(item.frame_count - 1, 0))}"
        f"{size}{_tag('source', item.path)}</task>\n"
    )


def _label(name: str) -> str:
    attributes = "".join(
        f"<attribute>\n{_tag('name', attribute)}<mutable>False</mutable>\n<input_type>text</input_type>\n"
        "<default_value></default_value>\n<values></values>\n</attribute>\n"
        for attribute in ATTRIBUTES
    )
    head = f"<label>\n{_tag('name', name)}<type>rectangle</type>\n"
    return f"{head}<attributes>\n{attributes}</attributes>\n</label>\n"


def _box(frame: int, box: BBox, attributes: str, *, outside: bool = False) -> str:
    corners = {"xtl": box.left, "ytl": box.top, "xbr": box.right, "ybr": box.bottom}
    about: dict[str, Any] = {"frame": frame, "keyframe": 1, "outside": int(outside), "occluded": 0}
    about |= {name: f"{value:.2f}" for name, value in corners.items()} | {"z_order": 0}
    return f"<box{_attributes(about)}>\n{attributes}</box>\n"


def _attributes(values: Mapping[str, Any]) -> str:
    return "".join(f" {name}={quoteattr(_printable(str(value)))}" for name, value in values.items())


def _attribute(name: str, value: str) -> str:
    return f'<attribute name="{name}">{_escaped(value)}</attribute>\n'


def _tag(name: str, value: Any) -> str:
    return f"<{name}>{_escaped(str(value))}</{name}>\n"


def _text_of(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return "" if value is None else str(value)


def _printable(text: str) -> str:
    """XML 1.0 cannot hold most control characters and no half characters: they are replaced."""
    return FORBIDDEN.sub(REPLACED, text)


def _escaped(text: str) -> str:
    """A text as an element holds it; a carriage return that is not spelt out becomes a line feed."""
    return escape(_printable(text), {"\r": "&#13;"})


def _encoded(text: str) -> bytes:
    return text.encode()
