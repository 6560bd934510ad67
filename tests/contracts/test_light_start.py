"""A web process starts without the libraries that only computing needs."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("numpy", "scipy", "sacrebleu", "rouge_score", "nltk", "lxml", "av", "PIL", "torch", "allauth", "jwt")
START = f"""
import sys
import django
django.setup()
from django.urls import get_resolver
assert len(get_resolver().url_patterns) > 1
print(*[name for name in {HEAVY!r} if name in sys.modules])
"""


def test_every_route_is_there_and_no_heavy_library(tmp_path: Path) -> None:
    env = {"DJANGO_SETTINGS_MODULE": "deeptrace_site.settings", "DEEPTRACE_DATA": str(tmp_path)}
    loaded = subprocess.run(
        [sys.executable, "-c", START], cwd=ROOT, env=env, check=True, capture_output=True, text=True
    ).stdout.split()
    assert loaded == []
