"""Training runs as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.models import Job
from annotations.serializers.fields import IdField, MakerField, WholeNumberField
from annotations.serializers.jobs import JobOut
from models_service.models import TrainingRun
from models_service.prompts import ABLATIONS
from models_service.training.config import SHARDINGS

MAX_SEED = 2**31 - 1


class TrainingSettingsIn(serializers.Serializer[Any]):
    """How it is trained; what is left out is as in the paper's best runs."""

    epochs = serializers.FloatField(min_value=0.01, max_value=1000, required=False)
    max_steps = WholeNumberField(min_value=0, max_value=10_000_000, required=False)
    learning_rate = serializers.FloatField(min_value=1e-9, max_value=1, required=False)
    batch_size = WholeNumberField(min_value=1, max_value=1024, required=False)
    accumulation = WholeNumberField(min_value=1, max_value=4096, required=False)
    warmup_ratio = serializers.FloatField(min_value=0, max_value=1, required=False)
    weight_decay = serializers.FloatField(min_value=0, max_value=1, required=False)
    fps = serializers.FloatField(min_value=0.1, max_value=60, required=False)
    max_frames = WholeNumberField(min_value=1, max_value=1000, required=False)
    visual_budget = WholeNumberField(min_value=16, max_value=100_000, required=False)
    lora_rank = WholeNumberField(min_value=1, max_value=1024, required=False)
    lora_alpha = WholeNumberField(min_value=1, max_value=4096, required=False)
    lora_dropout = serializers.FloatField(min_value=0, max_value=0.9, required=False)
    save_steps = WholeNumberField(min_value=1, max_value=1_000_000, required=False)
    sample_count = WholeNumberField(min_value=0, max_value=20, required=False)
    processes = WholeNumberField(min_value=1, max_value=64, required=False)
    sharding = serializers.ChoiceField(choices=SHARDINGS, required=False)


class TrainingRunIn(serializers.Serializer[Any]):
    """What to fine-tune on which release, and how."""

    project = serializers.SlugField()
    release = WholeNumberField(min_value=1, max_value=2**31 - 1)
    base = IdField()
    method = serializers.ChoiceField(choices=TrainingRun.Method.choices, default="lora")
    ablation = serializers.ChoiceField(choices=list(ABLATIONS), default="none")
    seed = WholeNumberField(min_value=0, max_value=MAX_SEED, default=0)
    settings = TrainingSettingsIn(required=False)


class TrainingRunOut(serializers.Serializer[Any]):
    """A run in a list."""

    id = serializers.UUIDField()
    project = serializers.CharField(source="project.slug")
    release = serializers.IntegerField(source="release.version")
    base = serializers.UUIDField(source="base_id")
    base_name = serializers.CharField(source="base.name")
    method = serializers.ChoiceField(choices=TrainingRun.Method.choices)
    ablation = serializers.CharField()
    seed = serializers.IntegerField()
    settings = serializers.JSONField(source="options")
    status = serializers.SerializerMethodField()
    decision = serializers.SerializerMethodField()
    job = JobOut(allow_null=True)
    progress = serializers.SerializerMethodField()
    counts = serializers.JSONField()
    model = serializers.UUIDField(source="candidate_id", allow_null=True)
    created_by = MakerField(allow_null=True)
    created_at = serializers.DateTimeField()

    @extend_schema_field(serializers.ChoiceField(choices=Job.Status.choices))
    def get_status(self, run: TrainingRun) -> str:
        """How its job stands; `done` once there is a candidate."""
        if run.candidate_id is not None:
            return Job.Status.DONE
        return run.job.status if run.job else Job.Status.FAILED

    @extend_schema_field(serializers.ChoiceField(choices=TrainingRun.Decision.choices, allow_null=True))
    def get_decision(self, run: TrainingRun) -> str | None:
        """What somebody made of the candidate."""
        return run.decision or None

    def get_progress(self, run: TrainingRun) -> float:
        """0 to 1, over training, answering and measuring."""
        if run.candidate_id is not None:
            return 1.0
        return run.job.progress if run.job else 0.0


class TrainingStepOut(serializers.Serializer[Any]):
    """One optimiser step."""

    step = serializers.IntegerField()
    loss = serializers.FloatField()
    lr = serializers.FloatField()
    samples_per_s = serializers.FloatField(allow_null=True)


class TrainingSampleOut(serializers.Serializer[Any]):
    """What the model in training answers about a validation clip, and what the release says."""

    video = serializers.UUIDField()
    question = serializers.CharField()
    answer = serializers.CharField()
    expected = serializers.CharField()


class TrainingRunDetailOut(TrainingRunOut):
    """One run with its curve, samples, log and metrics."""

    step = serializers.SerializerMethodField()
    steps_total = serializers.SerializerMethodField()
    eta_s = serializers.SerializerMethodField()
    steps = serializers.SerializerMethodField()
    samples = serializers.SerializerMethodField()
    log_tail = serializers.SerializerMethodField()
    metrics = serializers.JSONField(allow_null=True)

    def get_step(self, run: TrainingRun) -> int:
        """Optimiser steps so far."""
        return int(run.told.get("step") or 0)

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_steps_total(self, run: TrainingRun) -> int | None:
        """Optimiser steps in all, once known."""
        total: int | None = run.told.get("steps_total")
        return total

    @extend_schema_field(serializers.FloatField(allow_null=True))
    def get_eta_s(self, run: TrainingRun) -> float | None:
        """Seconds that training still takes, by the pace so far."""
        left: float | None = run.told.get("eta_s")
        return left

    @extend_schema_field(TrainingStepOut(many=True))
    def get_steps(self, run: TrainingRun) -> list[dict[str, Any]]:
        """The loss curve: at most 400 points, the last step always among them."""
        return run.told.get("steps") or []

    @extend_schema_field(TrainingSampleOut(many=True))
    def get_samples(self, run: TrainingRun) -> list[dict[str, Any]]:
        """The newest sample answers."""
        return list(self.context["samples"])

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_log_tail(self, run: TrainingRun) -> list[str]:
        """The last lines that the programs printed."""
        return run.told.get("log_tail") or []
