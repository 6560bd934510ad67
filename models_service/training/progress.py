"""What a run tells while it goes on: written by the training program, read by the job."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models_service.training.config import RunFolder

POINTS_AT_MOST = 400
LOG_LINES = 60
LOG_BYTES = 20_000


def step_add(folder: RunFolder, row: Mapping[str, Any]) -> None:
    """Append one optimiser step: {step, steps, loss, lr, samples_per_s, eta_s}."""
    with folder.steps.open("a") as file:
        file.write(json.dumps(row) + "\n")


def steps_forget_after(folder: RunFolder, step: int) -> None:
    """Drop the rows after `step`: training goes on from there and will write them again."""
    kept = [row for row in steps_read(folder) if row["step"] <= step]
    aside = folder.steps.with_suffix(".aside")
    aside.write_text("".join(json.dumps(row) + "\n" for row in kept))
    aside.replace(folder.steps)


def steps_read(folder: RunFolder) -> list[dict[str, Any]]:
    """Every step so far; a line that is being written is left for next time."""
    if not folder.steps.is_file():
        return []
    lines = folder.steps.read_text().split("\n")[:-1]
    return [row for line in lines if (row := _json_of(line)) is not None]


def told(folder: RunFolder) -> dict[str, Any]:
    """What is shown of a run: at most POINTS_AT_MOST steps, the time left, answers, the log's last lines."""
    steps = steps_read(folder)
    last = steps[-1] if steps else {}
    return {
        "step": last.get("step", 0),
        "steps_total": last.get("steps"),
        "eta_s": last.get("eta_s"),
        "steps": [_point(row) for row in thinned(steps)],
        "samples": _json_of(folder.answers.read_text()) if folder.answers.is_file() else [],
        "log_tail": log_tail(folder.log),
    }


def thinned(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every n-th row, and always the last one."""
    stride = -(-len(rows) // POINTS_AT_MOST) or 1
    return rows[(len(rows) - 1) % stride :: stride] if rows else []


def log_tail(path: Path) -> list[str]:
    """The last lines of the log."""
    if not path.is_file():
        return []
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, 2) - LOG_BYTES))
        text = file.read().decode(errors="replace").replace("\0", "")
    # A progress bar writes over its line: what stands there at the end counts.
    return [line.rsplit("\r", 1)[-1][:500] for line in text.splitlines()][-LOG_LINES:]


def _point(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("step", "loss", "lr", "samples_per_s")}


def _json_of(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
