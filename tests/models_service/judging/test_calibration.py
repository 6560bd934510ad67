"""Platt scaling: against a fit of its own, and shown as calibrated from 50 videos of each class on."""

from typing import Any

import numpy as np
import pytest
from rest_framework.test import APIClient

from annotations.models import Project, User
from models_service.calibration import calibration_error, platt_fit, reliability, sigmoid
from models_service.selectors.confidence import verdict_shown
from reviewers.models import Gold
from tests import factories
from tests.models_service.fake import done, model_make, run_make


def over_confident(n: int) -> tuple[Any, Any]:
    """Logits that claim three times as much as is true."""
    random = np.random.default_rng(7)
    true = random.normal(0, 1.5, n)
    return 3 * true + 1, random.random(n) < sigmoid(true)


def test_it_finds_how_over_confident_a_model_is() -> None:
    logits, fake = over_confident(20_000)
    a, b = platt_fit(logits, fake)
    assert (a, b) == pytest.approx((1 / 3, -1 / 3), abs=0.03)
    before = calibration_error(reliability(sigmoid(logits), fake))
    after = calibration_error(reliability(sigmoid(a * logits + b), fake))
    assert before > 0.1
    assert after < 0.02


def test_certain_classes_stay_finite_and_one_class_is_refused() -> None:
    logits = np.array([-5.0, -4.0, 4.0, 5.0])
    a, b = platt_fit(logits, logits > 0)
    assert 0 < a < 10
    assert abs(b) < 1
    with pytest.raises(ValueError, match="both classes"):
        platt_fit(logits, np.ones(4, dtype=bool))


def test_bins_cover_both_ends() -> None:
    found = reliability(np.array([0.0, 0.05, 1.0]), np.array([False, True, True]))
    assert (found[0].n, found[0].share_fake, found[-1].n, found[5].mean) == (2, 0.5, 1, None)


@pytest.mark.django_db
@pytest.mark.parametrize(("of_each", "calibrated"), [(49, False), (50, True)])
def test_it_counts_as_calibrated_from_50_of_each_class_on(
    ada: User, ada_client: APIClient, project: Project, of_each: int, calibrated: bool
) -> None:
    model = model_make(project)
    for number in range(2 * of_each + 1):
        verdict = "fake" if number % 2 else "real"
        split = "test" if number == 2 * of_each else "train"
        video = factories.video_make(project, split=split)
        Gold.objects.create(video=video, version=1, verdict=verdict, rule="adjudicated", made_by=ada)
        logit = (3.0 if verdict == "fake" else -3.0) * (-1 if number % 10 == 0 else 1)
        run_make(video, model, logit=logit)
    sent = ada_client.post(f"/api/v1/models/{model.pk}/calibrate/", {"project": "demo"})
    assert sent.status_code == 202
    job = done(sent.json()["id"])
    assert job.status == "done", job.error_detail
    told = ada_client.get(f"/api/v1/models/{model.pk}/").json()
    found = told["calibration"]
    assert (found["n_fake"], found["n_real"], told["calibrated"]) == (of_each, of_each, calibrated)
    assert len(told["reliability"]) == 10
    model.refresh_from_db()
    shown = verdict_shown(model=model, p_fake=0.95, logit=3.0)
    assert shown is not None
    assert shown.calibrated is calibrated
    assert shown.p_fake == pytest.approx(0.95 if not calibrated else sigmoid(found["a"] * 3 + found["b"]))


@pytest.mark.django_db
def test_without_gold_of_both_classes_the_job_says_so(ada_client: APIClient, project: Project) -> None:
    model = model_make(project)
    sent = ada_client.post(f"/api/v1/models/{model.pk}/calibrate/", {"project": "demo"})
    assert done(sent.json()["id"]).error_code == "too_few_gold"
