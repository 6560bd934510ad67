"""`manage.py forge_traces`: make clips with known artefacts out of real ones, and the truth beside them."""

from argparse import ArgumentParser
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from annotations.errors import DeepTraceError, VideoDuplicateError
from annotations.models import Project
from reviewers.errors import ForgedVideoFailedError
from reviewers.services.imports import project_named

if TYPE_CHECKING:
    from reviewers.services.forging.runs import ForgedClip, ForgeSummary

FOLDER = "forged"
AGAIN = "Run the same command again to go on where it stopped."


class Command(BaseCommand):
    """Makes what is missing: the same options again change nothing, the same seed gives the same truth."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The clips and the options."""
        parser.add_argument("clips", nargs="*", type=Path, help="MP4 files or folders of them")
        parser.add_argument("--project", default="", help="slug; without clips its real videos are forged")
        parser.add_argument("--out", type=Path, help="folder to write to; else `forged` in the data folder")
        parser.add_argument("--recipe", action="append", help="one recipe; may be repeated; else all")
        parser.add_argument("--seed", type=int, default=0, help="another seed makes other clips")
        parser.add_argument("--count", type=int, help="how many clips; else one of each recipe")
        parser.add_argument(
            "--import", action="store_true", dest="take_in", help="add them to the project, with gold"
        )
        parser.add_argument(
            "--gold-clips-by", default="", help="with --import: in the name of this reviewer or admin"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Forge, import where asked, then say what became of every clip."""
        runs = import_module("reviewers.services.forging.runs")  # numpy and scipy only when it is run
        summary: ForgeSummary = runs.ForgeSummary()
        try:
            clips = runs.forge_run(
                tasks=_tasks(options), out=_folder(options), summary=summary, on_progress=self._progress
            )
            taken = _import_all(clips, options, summary) if options["take_in"] else sum(0 for _ in clips)
        except DeepTraceError as error:
            raise CommandError(error.message) from error
        except OSError as error:
            raise CommandError(f"Writing to {_folder(options)} failed: {error}. {AGAIN}") from error
        except KeyboardInterrupt:
            self._report(summary, options, 0)
            raise CommandError(f"Interrupted. {AGAIN}") from None
        self._report(summary, options, taken)
        _end(summary)

    def _progress(self, share: float, step: str) -> None:
        self.stderr.write(f"{share:4.0%} {step}")

    def _report(self, summary: "ForgeSummary", options: dict[str, Any], taken: int) -> None:
        for name, error in [*summary.skipped, *summary.failed]:
            self.stdout.write(f"{name}: {error.message} ({error.code})")
        imported = f", {taken} taken in with gold" if options["take_in"] else ""
        self.stdout.write(
            f"{_folder(options)}: {summary.made} made, {summary.there} were there,"
            f" {len(summary.skipped)} skipped, {len(summary.failed)} failed{imported}"
        )
        for code, count in summary.reasons().most_common():
            self.stdout.write(f"  {count} x {code}")


def _tasks(options: dict[str, Any]) -> Any:
    recipes = import_module("reviewers.forge.recipes").RECIPES
    chosen = options["recipe"] or list(recipes)
    unknown = sorted(set(chosen) - set(recipes))
    if unknown:
        raise CommandError(f"No such recipe: {', '.join(unknown)}. There are {', '.join(recipes)}.")
    count = len(chosen) if options["count"] is None else options["count"]
    if count < 1:
        raise CommandError("--count is at least 1.")
    sources = import_module("reviewers.services.forging.sources")
    found = (
        sources.sources_of_paths(paths=options["clips"])
        if options["clips"]
        else sources.sources_of_project(project=_project(options))
    )
    plan = import_module("reviewers.services.forging.runs").tasks_plan
    return plan(sources=found, recipes=chosen, count=count, seed=options["seed"])


def _project(options: dict[str, Any]) -> Project:
    return project_named(slug=options["project"])


def _folder(options: dict[str, Any]) -> Path:
    return options["out"] or Path(settings.DATA_DIR) / FOLDER


def _import_all(clips: Iterable["ForgedClip"], options: dict[str, Any], summary: "ForgeSummary") -> int:
    """Take in each clip as it comes; how many were new."""
    imports = import_module("reviewers.services.forging.imports")
    project = _project(options)
    adder = imports.gold_clips_adder(project=project, username=options["gold_clips_by"])
    taken = 0
    for clip in clips:
        try:
            taken += imports.forged_import(project=project, clip=clip, gold_clip_by=adder)
        except VideoDuplicateError as error:
            summary.skipped.append((clip.path.stem, error))
        except ForgedVideoFailedError as error:
            summary.failed.append((clip.path.stem, error))
    return taken


def _end(summary: "ForgeSummary") -> None:
    if summary.failed:
        raise CommandError(f"{len(summary.failed)} clips failed.")
    if not summary.made + summary.there:
        raise CommandError("No clip could be made.")
