"""What each command does: a function of its arguments that prints and returns the exit code."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from deeptrace.api.releases import Release
from deeptrace.client import Client
from deeptrace.errors import UsageError
from deeptrace.exports import export
from deeptrace.folder import ReleaseFolder
from deeptrace.records import Evaluation, Job

OK, NOT_ALL, WRONG_BYTES = 0, 5, 8


def releases_list(asked: Namespace) -> int:
    """deeptrace releases [PROJECT]"""
    with Client.from_env() as client:
        found = list(client.releases(asked.project))
    if asked.json:
        return _json([each.raw for each in found])
    cells = [
        (each.name, each.status, each.counts.get("rows", ""), each.raw["created_at"][:10]) for each in found
    ]
    return _table(("release", "status", "rows", "made"), cells)


def release_show(asked: Namespace) -> int:
    """deeptrace release show RELEASE"""
    with Client.from_env() as client:
        release = _release(client, asked.release)
    if asked.json:
        return _json(release.raw)
    print(f"{release.name}: {release.status}")
    for name, count in release.counts.items():
        print(f"  {name}: {count}")
    return _table(("file", "bytes", "sha256"), [(f.name, f.bytes, f.sha256) for f in release.files.values()])


def release_download(asked: Namespace) -> int:
    """deeptrace release download RELEASE FOLDER"""
    with Client.from_env() as client:
        release = _release(client, asked.release)
        folder = release.download(
            asked.folder,
            media=not asked.no_media,
            splits=asked.split,
            workers=asked.workers,
            progress=not (asked.quiet or asked.json),
        )
    facts = {"release": release.name, "folder": str(folder.path), "counts": release.counts}
    return _json(facts) if asked.json else _say(f"{release.name} is in {folder.path}; all hashes are right.")


def release_rows(asked: Namespace) -> int:
    """deeptrace release rows RELEASE"""
    with Client.from_env() as client:
        for row in _release(client, asked.release).rows(asked.split):
            print(json.dumps(row, ensure_ascii=False))
    return OK


def release_verify(asked: Namespace) -> int:
    """deeptrace release verify FOLDER"""
    problems = ReleaseFolder(asked.folder).verify()
    if asked.json:
        _json({"folder": asked.folder, "problems": problems})
    else:
        _say("\n".join(problems) or "All bytes are those of the release.")
    return WRONG_BYTES if problems else OK


def release_export(asked: Namespace) -> int:
    """deeptrace release export FOLDER TOOL OUT"""
    counts = export(ReleaseFolder(asked.folder), asked.tool, asked.out)
    if asked.json:
        return _json({"out": asked.out, "samples": counts})
    return _table(("split", "samples"), list(counts.items()))


def videos_list(asked: Namespace) -> int:
    """deeptrace videos list [PROJECT]"""
    filters = {name: getattr(asked, name) for name in ("status", "kind", "source", "split", "q")}
    with Client.from_env() as client:
        found = list(islice(client.videos.list(asked.project, **filters), asked.limit or None))
    if asked.json:
        return _json([each.raw for each in found])
    cells = [(each.video_id or each.id, each.status, each.kind, each.source, each.split) for each in found]
    return _table(("video", "status", "kind", "source", "split"), cells)


def videos_upload(asked: Namespace) -> int:
    """deeptrace videos upload PROJECT FILE..."""
    names = ("kind", "source", "prompt", "licence", "split", "group", "video_id")
    fields = {name: getattr(asked, name) for name in names if getattr(asked, name)}
    with Client.from_env() as client:
        done = client.videos.upload(
            _files(asked.paths),
            project=asked.project,
            workers=asked.workers,
            progress=not (asked.quiet or asked.json),
            **fields,
        )
    if asked.json:
        _json([{name: getattr(each, name) for name in each.__slots__} for each in done])
    else:
        cells = [
            (each.path, each.error or ("there already" if each.duplicate else "uploaded")) for each in done
        ]
        _table(("file", "outcome"), cells)
    return NOT_ALL if any(each.error for each in done) else OK


def rewards_score(asked: Namespace) -> int:
    """deeptrace rewards score PROJECT FILE..."""
    with Client.from_env() as client:
        scores = [(path, client.rewards.score(path, project=asked.project)) for path in _files(asked.paths)]
    if asked.json:
        return _json([{"path": str(path), **score.raw} for path, score in scores])
    return _table(("file", "reward", "p_fake"), [(path, each.reward, each.p_fake) for path, each in scores])


def evaluations_submit(asked: Namespace) -> int:
    """deeptrace evaluations submit RELEASE PREDICTIONS"""
    path = _files([asked.predictions])[0]
    with Client.from_env() as client:
        release = _release(client, asked.release)
        sent = client.evaluations.submit(path, release=release, model_id=asked.model_id, splits=asked.split)
        return _evaluation(sent if asked.no_wait else client.evaluations.wait(sent.id), asked)


def evaluations_show(asked: Namespace) -> int:
    """deeptrace evaluations show ID"""
    with Client.from_env() as client:
        return _evaluation(client.evaluations.get(asked.id), asked)


def jobs_wait(asked: Namespace) -> int:
    """deeptrace jobs wait ID"""

    def told(job: Job) -> None:
        if not (asked.quiet or asked.json):
            print(f"{job.status} {job.progress:.0%} {job.step}", file=sys.stderr)

    with Client.from_env() as client:
        return _job(client.jobs.wait(asked.id, timeout=asked.timeout, on_look=told), asked)


def jobs_show(asked: Namespace) -> int:
    """deeptrace jobs show ID"""
    with Client.from_env() as client:
        return _job(client.jobs.get(asked.id), asked)


def completion_print(asked: Namespace) -> int:
    """deeptrace completion SHELL"""
    from deeptrace.command.completion import script_of  # noqa: PLC0415 - it reads the parser, which reads this

    script = script_of(asked.shell)
    return _json({"shell": asked.shell, "script": script}) if asked.json else _say(script)


def _release(client: Client, name: str) -> Release:
    project, _, version = name.partition("/")
    if version and not version.isdecimal():
        raise UsageError(f"{name!r} is no release. Write PROJECT/VERSION, such as sora-pilot/3.")
    return client.release(project, int(version) if version else None)


def _files(paths: Sequence[str]) -> list[Path]:
    found = [Path(path) for path in paths]
    missing = [str(path) for path in found if not path.is_file()]
    if missing:
        raise UsageError(f"There is no file {', '.join(missing)}.")
    return found


def _evaluation(evaluation: Evaluation, asked: Namespace) -> int:
    if asked.json:
        return _json(evaluation.raw)
    print(f"evaluation {evaluation.id} of {evaluation.project}/{evaluation.release}: {evaluation.status}")
    metrics = evaluation.metrics or {}
    cells = [
        (name, each.get("value"), each.get("n")) for name, each in metrics.items() if isinstance(each, dict)
    ]
    for name, count in evaluation.problem_counts.items():
        print(f"  {count} x {name}")
    return _table(("metric", "value", "n"), cells)


def _job(job: Job, asked: Namespace) -> int:
    return _json(job.raw) if asked.json else _say(f"{job.id} {job.kind}: {job.status} {job.progress:.0%}")


def _say(text: str) -> int:
    print(text)
    return OK


def _json(value: Any) -> int:
    print(json.dumps(value, ensure_ascii=False, indent=2))
    return OK


def _table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    cells = [tuple(heads), *(tuple("-" if cell in (None, "") else str(cell) for cell in row) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return OK
