"""Hypothesis drives people through every action in any order; STATE_SEED repeats or varies a run."""

import os

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.stateful.machine import LifeOfAnswers

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]

# The rules are tried at length on SQLite; PostgreSQL is tried for what its transactions make of them.
EXAMPLES = {"sqlite": 6, "postgresql": 3}


def check(examples: int) -> None:
    bounded = settings(
        max_examples=examples,
        stateful_step_count=30,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    number = int(os.environ.get("STATE_SEED", "1"))
    print(f"STATE_SEED={number}")
    run_state_machine_as_test(seed(number)(LifeOfAnswers), settings=bounded)


def test_any_order_of_work_keeps_every_promise() -> None:
    check(EXAMPLES[connection.vendor])


@pytest.mark.full
def test_any_order_of_work_keeps_every_promise_at_length() -> None:
    check(20 * EXAMPLES[connection.vendor])
