"""What can be typed: every command with examples, built once and read by help and completion alike."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from deeptrace.api.jobs import HOUR
from deeptrace.command import verbs
from deeptrace.exports import FORMATS, SPLITS

EXIT_CODES = """\
exit codes:
  0 done                      5 the input is not valid, or too large
  1 something unforeseen      6 the state of things does not allow it (409)
  2 wrong usage or settings   7 the server cannot be reached, or has no time
  3 token refused, no right   8 bytes that are not those of the release
  4 no such thing             9 a job failed, or took too long"""
START = f"""\
First, in your shell (the token comes from your account page):
  export DEEPTRACE_URL=https://deeptrace.example.org
  export DEEPTRACE_TOKEN=dt_...

Then, from a token to a training set:
  deeptrace releases sora-pilot
  deeptrace release download sora-pilot/3 data
  deeptrace release export data llama-factory training

{EXIT_CODES}"""
RELEASE = "PROJECT/VERSION, or PROJECT for the newest that is done"
Add = Callable[..., argparse.ArgumentParser]


def parser_make() -> argparse.ArgumentParser:
    """The whole command line; each leaf has `run`, a function of (client, arguments)."""
    parser = argparse.ArgumentParser(
        prog="deeptrace",
        description="The command line of a DeepTrace platform.",
        epilog=START,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    things = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    releases = _leaf(
        things.add_parser,
        "releases",
        "list the releases that you may read",
        verbs.releases_list,
        ["deeptrace releases", "deeptrace releases sora-pilot --json"],
    )
    releases.add_argument("project", nargs="?", default="", help="of this project only")
    _release(_group(things, "release", "one release: show, download, rows, verify, export"))
    _videos(_group(things, "videos", "videos: list, upload"))
    _rewards(_group(things, "rewards", "a model's score of a video"))
    _evaluations(_group(things, "evaluations", "predictions held against a release"))
    _jobs(_group(things, "jobs", "long work on the server"))
    completion = _leaf(
        things.add_parser,
        "completion",
        "print a completion script for your shell",
        verbs.completion_print,
        [
            "deeptrace completion bash > ~/.local/share/bash-completion/completions/deeptrace",
            "deeptrace completion zsh > ~/.zfunc/_deeptrace",
        ],
    )
    completion.add_argument("shell", choices=["bash", "zsh"])
    return parser


def _group(things: Any, name: str, about: str) -> Add:
    group = things.add_parser(name, help=about, description=about.capitalize() + ".")
    add: Add = group.add_subparsers(title="commands", metavar="COMMAND", required=True).add_parser
    return add


def _leaf(add: Add, name: str, about: str, run: Callable[..., Any], examples: list[str]) -> Any:
    leaf = add(
        name,
        help=about,
        description=about[0].upper() + about[1:] + ".",
        epilog="examples:\n" + "\n".join(f"  {example}" for example in examples),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    leaf.add_argument("--json", action="store_true", help="print JSON for programs")
    leaf.add_argument("--quiet", action="store_true", help="no progress bar")
    leaf.set_defaults(run=run)
    return leaf


def _release(add: Add) -> None:
    show = _leaf(
        add,
        "show",
        "show counts, files and hashes",
        verbs.release_show,
        ["deeptrace release show sora-pilot/3"],
    )
    download = _leaf(
        add,
        "download",
        "bring a release into a folder, every byte checked; run it again after a break",
        verbs.release_download,
        [
            "deeptrace release download sora-pilot/3 data",
            "deeptrace release download sora-pilot data --split train --workers 8",
            "deeptrace release download sora-pilot data --no-media",
        ],
    )
    rows = _leaf(
        add,
        "rows",
        "print the rows as JSON lines",
        verbs.release_rows,
        ["deeptrace release rows sora-pilot/3 --split test | head -1"],
    )
    for each in (show, download, rows):
        each.add_argument("release", help=RELEASE)
    rows.add_argument("--split", choices=SPLITS, default="")
    download.add_argument("folder")
    download.add_argument("--split", choices=SPLITS, action="append", default=[], help="media of this split")
    download.add_argument("--no-media", action="store_true", help="rows and manifest only")
    download.add_argument("--workers", type=int, default=4, help="media at a time (4)")
    verify = _leaf(
        add,
        "verify",
        "hash a downloaded folder again",
        verbs.release_verify,
        ["deeptrace release verify data"],
    )
    verify.add_argument("folder")
    export = _leaf(
        add,
        "export",
        "write training files out of a downloaded folder",
        verbs.release_export,
        [
            "deeptrace release export data llama-factory training",
            "deeptrace release export data trl training",
        ],
    )
    export.add_argument("folder")
    export.add_argument("tool", choices=sorted(FORMATS))
    export.add_argument("out")


def _videos(add: Add) -> None:
    listed = _leaf(
        add,
        "list",
        "list videos, newest first",
        verbs.videos_list,
        ["deeptrace videos list sora-pilot --kind fake --split test"],
    )
    listed.add_argument("project", nargs="?", default="")
    for name in ("status", "kind", "source", "split", "q"):
        listed.add_argument(f"--{name}", default="")
    listed.add_argument("--limit", type=int, default=0, help="so many at most (all)")
    upload = _leaf(
        add,
        "upload",
        "upload files as a project admin; those that are there already are no failure",
        verbs.videos_upload,
        ["deeptrace videos upload sora-pilot clips/*.mp4 --kind fake --source Sora"],
    )
    upload.add_argument("project")
    upload.add_argument("paths", nargs="+", metavar="FILE")
    for name in ("kind", "source", "prompt", "licence", "split", "group"):
        upload.add_argument(f"--{name}", default="")
    upload.add_argument("--video-id", default="", help="for a single file")
    upload.add_argument("--workers", type=int, default=3, help="files at a time (3)")


def _rewards(add: Add) -> None:
    score = _leaf(
        add,
        "score",
        "score files by the project's model: 1 - p(fake)",
        verbs.rewards_score,
        ["deeptrace rewards score sora-pilot new.mp4 --json"],
    )
    score.add_argument("project")
    score.add_argument("paths", nargs="+", metavar="FILE")


def _evaluations(add: Add) -> None:
    submit = _leaf(
        add,
        "submit",
        "send prediction JSON lines and wait for the paper's metrics",
        verbs.evaluations_submit,
        ["deeptrace evaluations submit sora-pilot/3 predictions.jsonl --split test"],
    )
    submit.add_argument("release", help=RELEASE)
    submit.add_argument("predictions")
    submit.add_argument("--model-id", default="", help="whose lines, in a file of several models")
    submit.add_argument("--split", choices=SPLITS, action="append", default=[])
    submit.add_argument("--no-wait", action="store_true")
    show = _leaf(
        add,
        "show",
        "show the metrics of an evaluation",
        verbs.evaluations_show,
        ["deeptrace evaluations show ID"],
    )
    show.add_argument("id")


def _jobs(add: Add) -> None:
    wait = _leaf(add, "wait", "wait until a job is done", verbs.jobs_wait, ["deeptrace jobs wait ID"])
    wait.add_argument("id")
    wait.add_argument("--timeout", type=float, default=HOUR, help="seconds (3600)")
    show = _leaf(add, "show", "show a job", verbs.jobs_show, ["deeptrace jobs show ID"])
    show.add_argument("id")
