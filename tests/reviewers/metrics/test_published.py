"""Every published vector that concerns our statistics; the sources stand in tests/cases/agreement.json."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from annotations.frames import HalfOpen
from reviewers.metrics.masi import masi_distance
from reviewers.metrics.nominal import alpha, cohen_kappa, coincidences, gwet_ac1, raw_agreement
from reviewers.metrics.overlap import box_iou, temporal_iou
from reviewers.metrics.text import rouge_l

CASES = {
    case["id"]: case for case in json.loads((Path(__file__).parents[2] / "cases/agreement.json").read_text())
}
ALPHAS = [name for name, case in CASES.items() if "coders_x_units" in case]


def counts_of(rows: list[Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Units x values, how often each was given; rows are people, None is a missing value."""
    domain = sorted({value for row in rows for value in row if value is not None})
    units = zip(*rows, strict=True)
    return np.array([[unit.count(value) for value in domain] for unit in units], dtype=np.float64)


def table_of(case: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    if "table" in case:
        return np.array(case["table"], dtype=np.float64)
    values = sorted({*case["y1"], *case["y2"]})
    pairs = list(zip(case["y1"], case["y2"], strict=True))
    return np.array([[pairs.count((a, b)) for b in values] for a in values], dtype=np.float64)


def ac1_of(counts: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[float, float]:
    """The raw agreement and AC1 of counts per unit."""
    people = counts.sum(axis=1)
    pairable = people > 1
    agreeing = ((counts * (counts - 1)).sum(axis=1)[pairable] / (people * (people - 1))[pairable]).sum()
    observed = raw_agreement(np.array(agreeing), np.array(float(pairable.sum())))
    shares = (counts[people > 0] / people[people > 0, None]).sum(axis=0)
    return float(observed), float(gwet_ac1(observed, shares, np.array(float((people > 0).sum()))))


@pytest.mark.parametrize("name", ALPHAS)
def test_alpha(name: str) -> None:
    case = CASES[name]
    value = alpha(coincidences(counts_of(case["coders_x_units"])).sum(axis=0))
    assert value == pytest.approx(case["expect"]["nominal"], abs=case["tol"])


def test_ac1_with_missing_values() -> None:
    case = CASES["alpha.K2011.C"]
    observed, ac1 = ac1_of(counts_of(case["coders_x_units"]))
    assert observed == pytest.approx(case["ac1_pa"], abs=1e-5)
    assert ac1 == pytest.approx(case["gwet_ac1"], abs=1e-5)


@pytest.mark.parametrize("name", ["kappa.sklearn", "kappa.wiki", "kappa.Cohen1960.ex2", "ac1.paradox"])
def test_kappa_and_ac1_of_two_people(name: str) -> None:
    case = CASES[name]
    table = table_of(case)
    assert cohen_kappa(table) == pytest.approx(case["expect"]["kappa"], abs=case["tol"])
    if "ac1" in case["expect"]:
        units = [(row, column) for (row, column), n in np.ndenumerate(table) for _ in range(int(n))]
        counts = np.array([[(a == k) + (b == k) for k in range(len(table))] for a, b in units], dtype=float)
        assert ac1_of(counts)[1] == pytest.approx(case["expect"]["ac1"], abs=case["tol"])


def test_kappa_of_frames() -> None:
    case = CASES["frame.K1995.A"]
    y1, y2 = case["coders_x_units"]
    assert cohen_kappa(table_of({"y1": y1, "y2": y2})) == pytest.approx(case["expect"]["kappa"], abs=6e-4)


def test_masi() -> None:
    for a, b, distance in CASES["masi"]["pairs"]:
        assert masi_distance(frozenset(map(str, a)), frozenset(map(str, b))) == pytest.approx(distance)


def test_temporal_iou() -> None:
    """Doubled, because our frames are whole numbers; a row a target, a column a candidate."""
    case = CASES["tiou.mmaction"]
    spans = {
        name: [HalfOpen(int(2 * a), int(2 * b)) for a, b in case[name]] for name in ("candidates", "targets")
    }
    ours = [[temporal_iou(a, b) for b in spans["candidates"]] for a in spans["targets"]]
    assert ours == case["expect"]


def test_box_iou() -> None:
    case = CASES["box.torchvision"]
    boxes = np.array(case["a"], dtype=np.float64)
    np.testing.assert_allclose(box_iou(boxes[:, None], boxes[None]), case["expect"], atol=case["tol"])
    case = CASES["ap.torchmetrics"]
    found, truth = np.array(case["pred"][0], float), np.array(case["gt"][0], float)
    assert box_iou(found, truth) == pytest.approx(case["expect"]["iou"], abs=case["tol"])


def test_the_assignment_that_matching_rests_on() -> None:
    case = CASES["lsa.scipy"]
    rows, columns = linear_sum_assignment(case["cost"])
    assert columns.tolist() == case["expect"]["cols"]
    assert np.array(case["cost"])[rows, columns].sum() == case["expect"]["sum"]


def test_rouge_l() -> None:
    case = CASES["rouge.readme"]
    f_measure = case["expect"]["rougeL"][2]
    assert rouge_l(case["target"], case["pred"]) == pytest.approx(f_measure, abs=case["tol"])
