"""The examples that are kept are what the site answers now."""

import json
from typing import Any

import pytest

from annotations.models import Project
from deeptrace_site.openapi.operations import EXAMPLES
from tests.api_schema import recording

pytestmark = [pytest.mark.django_db, pytest.mark.full]


def test_the_kept_examples_are_what_is_recorded_now(project: Project, settings: Any) -> None:
    made, missing = recording.examples_recorded(project, settings)
    assert not missing
    kept = {path.stem: json.loads(path.read_text()) for path in EXAMPLES.glob("*.json")}
    for file, examples in kept.items():
        for name, example in examples.items():
            assert made[file].get(name) == example, f"{name} answers otherwise: run make examples"
    assert made.keys() == kept.keys()
