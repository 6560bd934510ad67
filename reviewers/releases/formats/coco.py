"""`coco.json`: videos, images, tracks, annotations and categories in the style of COCO for video.

Source: COCO's data format (cocodataset.org: `bbox` is [x, y, width, height] in pixels, `iscrowd`, `area`)
with the `videos`, `tracks`, `video_id`, `track_id` and `frame_index` of TAO and YouTube-VIS. A trace is a
track; its first and last frame and its keyframes are images (every frame with dense boxes). Ids count from 1,
`frame_index` from 0. Between two images of a track its box is interpolated linearly.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotations.benchmark.writer import json_line
from annotations.tracks import BBox
from reviewers.releases.formats.base import COCO, FileFacts, ReleaseFacts, ReleaseVideo
from reviewers.releases.formats.files import OutFile, spool_open, stream_drop
from reviewers.releases.formats.tracks import UNCATEGORISED, boxes_told, category_of

SPOOLED = ("images", "tracks", "annotations")


class CocoWriter:
    """One JSON object: images, tracks and annotations wait on disk until the videos are through."""

    name = COCO

    def __init__(self, folder: Path, facts: ReleaseFacts) -> None:
        self._file = OutFile(folder / self.name)
        self._spools = {name: spool_open(folder) for name in SPOOLED}
        self._counts = dict.fromkeys(("videos", *SPOOLED), 0)
        self._dense = facts.dense_boxes
        self._categories = {
            key: place for place, key in enumerate((*facts.categories, UNCATEGORISED), start=1)
        }
        self._file.write(b'{"info": ' + json_line(_info(facts)) + b',\n"licenses": [],\n"categories": [')
        names = {**facts.categories, UNCATEGORISED: "Uncategorised"}
        bodies = [
            {"id": place, "name": names[key], "key": key, "supercategory": "trace"}
            for key, place in self._categories.items()
        ]
        self._file.write(b",\n".join(map(json_line, bodies)) + b'],\n"videos": [')

    def add(self, item: ReleaseVideo) -> None:
        """The video, the frames of it that any of its traces tells of, its traces and their boxes."""
        video_id = self._counts["videos"] = self._counts["videos"] + 1
        self._file.write((b"" if video_id == 1 else b",\n") + json_line(_video(video_id, item)))
        boxes = [boxes_told(trace, dense=self._dense) for trace in item.traces]
        images = {frame: 0 for frame in sorted({frame for told in boxes for frame, _ in told})}
        for frame in images:
            images[frame] = self._put("images", _image(video_id, item, frame))
        for trace, told in zip(item.traces, boxes, strict=True):
            self._track(video_id, trace, [(images[frame], frame, box) for frame, box in told])

    def close(self) -> FileFacts:
        """Put the lists in their places and end the file."""
        for name in SPOOLED:
            self._file.write(f'],\n"{name}": ['.encode())
            self._file.copy(self._spools[name])
        self._file.write(b"]}\n")
        return self._file.close()

    def drop(self) -> None:
        """Give up."""
        self._file.drop()
        for spool in self._spools.values():
            stream_drop(spool)

    def _track(self, video_id: int, trace: Mapping[str, Any], told: list[tuple[int, int, BBox]]) -> None:
        category = self._categories[category_of(trace, self._categories)]
        track_id = self._put("tracks", _track(video_id, category, trace))
        belongs = {"video_id": video_id, "track_id": track_id, "category_id": category}
        keyed = {keyframe["frame"] for keyframe in trace["keyframes"]}
        for image_id, frame, box in told:
            body = {"image_id": image_id, **belongs, **_box(box), "is_keyframe": frame in keyed}
            self._put("annotations", body)

    def _put(self, name: str, body: Mapping[str, Any]) -> int:
        """Add to a list under the next id."""
        self._counts[name] += 1
        lead = b"" if self._counts[name] == 1 else b",\n"
        self._spools[name].write(lead + json_line({"id": self._counts[name], **body}))
        return self._counts[name]


def _info(facts: ReleaseFacts) -> dict[str, Any]:
    return {
        "description": f"{facts.project.name}: traces that show that a video is generated",
        "version": facts.release,
        "contributor": facts.software,
        "frame_base": 0,
    }


def _video(video_id: int, item: ReleaseVideo) -> dict[str, Any]:
    return {
        "id": video_id,
        "name": item.video_id,
        "file_name": item.path,
        "width": item.width,
        "height": item.height,
        "length": item.frame_count,
        "fps": float(item.frame_rate) if item.frame_rate else None,
        "sha256": item.sha256,
        "split": item.split or None,
        "source": item.source,
        "licence": item.licence,
        "label": item.kind,
    }


def _image(video_id: int, item: ReleaseVideo, frame: int) -> dict[str, Any]:
    return {
        "video_id": video_id,
        "frame_index": frame,
        "file_name": f"{item.path}#{frame}",
        "width": item.width,
        "height": item.height,
    }


def _track(video_id: int, category: int, trace: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "video_id": video_id,
        "category_id": category,
        "trace": trace.get("trace"),
        "onset_frame": trace["onset_frame"],
        "offset_frame": trace["offset_frame"],
        "categories": trace["categories"],
        "other_tag": trace.get("other_tag", ""),
        "explanation": trace.get("explanation", ""),
    }


def _box(box: BBox) -> dict[str, Any]:
    return {"bbox": [box.left, box.top, box.width, box.height], "area": box.area, "iscrowd": 0}
