"""Makes one small project in the database that DATABASE_URL names; prints the hashes of its release as JSON.

Ids come from a seed, so that every database gets the same ones.
"""

import hashlib
import json
import random
import sys
import uuid
from pathlib import Path

DICE = random.Random(7)  # noqa: S311
uuid.uuid4 = lambda: uuid.UUID(int=DICE.getrandbits(128), version=4)  # before a model takes it as its default

from bench.scale.generator import project_generate  # noqa: E402  # starts Django
from reviewers.releases.build import Recipe, ReleaseBuild  # noqa: E402
from reviewers.releases.options import ReleaseOptions  # noqa: E402
from reviewers.services.splits import splits_place  # noqa: E402
from tests import factories  # noqa: E402
from tests.reviewers.exchange.importing import import_rows  # noqa: E402
from tests.rows import real_row, trace_row  # noqa: E402

# names whose order and whose texts databases are known to see differently
NAMES = ("a b", "a-b", "a_b", "Z", "\u00e9t\u00e9", "zebra", "\u4e8c", "\U0001f4f9")


def main(folder: Path) -> None:
    """Write the release below the folder."""
    project = project_generate(24)
    factories.member_make(project, factories.user_make("bob"), "reviewer")
    import_rows(project, [trace_row(name, video_prompt=f"{name} \u2028 \\") for name in NAMES], folder)
    import_rows(project, [real_row("REAL", unknown_key={"longer": 1, "b": [1.0, 1e-7]})], folder)
    splits_place(project=project, actor=None)
    out = folder / "release"
    out.mkdir()
    recipe = Recipe(project, ReleaseOptions(), "scale/1", media_path=lambda video: None, secret="test")  # noqa: S106
    with ReleaseBuild(out, recipe) as build:
        build.write()
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.iterdir())}
    print(json.dumps(hashes))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
