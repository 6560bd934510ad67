"""Every metric and label that the dashboard and the alerts name is one that `/metrics` tells."""

import json
import re
from pathlib import Path

import pytest
import yaml
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from annotations.models import Worker

pytestmark = pytest.mark.django_db
DEPLOY = Path(__file__).parents[3] / "deploy"
NAMED = re.compile(r"\b(deeptrace_\w+)")
ADDED = {"job", "le"}  # by Prometheus itself, and by histograms
LABELS = re.compile(r"by \(([\w, ]+)\)|on \((\w+)\)|\{(\w+)=")


def expressions() -> list[str]:
    dashboard = json.loads((DEPLOY / "grafana" / "deeptrace.json").read_text())
    alerts = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text())
    drawn = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    return drawn + [rule["expr"] for group in alerts["groups"] for rule in group["rules"]]


@pytest.fixture
def told() -> dict[str, set[str]]:
    """Each sample's name and its labels."""
    now = timezone.now()
    card = {"gpu_name": "Card", "gpu_used_bytes": 1, "gpu_total_bytes": 2}
    Worker.objects.create(host="a", pid=1, queues=["gpu"], started_at=now, seen_at=now, **card)
    Client().get("/api/v1/session/")
    families = text_string_to_metric_families(Client().get("/metrics").content.decode())
    found: dict[str, set[str]] = {}
    for family in families:
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def test_every_metric_that_they_name_is_there(told: dict[str, set[str]]) -> None:
    named = {name for expression in expressions() for name in NAMED.findall(expression)}
    assert named - told.keys() == set()
    stems = {re.sub(r"_(bucket|sum|count|created)$", "", name) for name in told}
    assert stems - {re.sub(r"_bucket$", "", name) for name in named} == set()


def test_every_label_that_they_name_is_there(told: dict[str, set[str]]) -> None:
    for expression in expressions():
        known = set().union(*(told.get(name, set()) for name in NAMED.findall(expression)), ADDED)
        groups = [",".join(found) for found in LABELS.findall(expression)]
        named = {label.strip() for group in groups for label in group.split(",") if label.strip()}
        assert named <= known, expression


def test_the_scrape_asks_the_path_that_answers_and_reads_the_rules() -> None:
    scrape = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
    assert scrape["scrape_configs"][0]["metrics_path"] == "/metrics"
    assert [(DEPLOY / "prometheus" / name).is_file() for name in scrape["rule_files"]] == [True]
