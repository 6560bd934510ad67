"""What the videos of a project need of its reviewers: one row a video, kept up to date by a reaction."""

from django.db import models
from django.utils import timezone

from annotations.models import Project, Video


class ReviewCase(models.Model):
    """One video with answers that were handed in."""

    class Need(models.TextChoices):
        """Why a reviewer should look at it; `needs_<need>` says whether."""

        DISAGREEMENT = "disagreement"
        WAITING = "waiting"
        GOLD_FAILURE = "gold_failure"
        STALE_GOLD = "stale_gold"
        MODEL_CHECK = "model_check"

    video = models.OneToOneField(Video, on_delete=models.CASCADE, related_name="review_case")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="review_cases")
    handed_in = models.PositiveSmallIntegerField(default=0, help_text="answers to compare")
    is_complete = models.BooleanField(default=False, help_text="as many answers as the project asks for")
    conflicts = models.JSONField(default=dict, help_text="how many conflicts of each kind")
    score = models.FloatField(default=0, help_text="how much the answers disagree, in [0, 1]")
    gold_version = models.PositiveIntegerField(default=0, help_text="0 where there is none")
    gold_failures = models.PositiveSmallIntegerField(
        default=0, help_text="answers by people who failed gold clips"
    )
    waiting_since = models.DateTimeField(help_text="when the last answer was handed in")
    needs_disagreement = models.BooleanField(default=False)
    needs_waiting = models.BooleanField(default=False)
    needs_gold_failure = models.BooleanField(default=False)
    needs_stale_gold = models.BooleanField(default=False)
    model_flags = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="answers that a model does not agree with"
    )
    needs_model_check = models.BooleanField(default=False, db_default=False)
    is_open = models.BooleanField(default=False, help_text="needs anything")
    priority = models.IntegerField(default=0, help_text="the place in the review queue; higher comes first")
    refreshed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["project", "is_open", "-priority", "id"], name="review_case_in_order")
        ]

    def __str__(self) -> str:
        return f"review of {self.video_id}"

    @property
    def needs(self) -> list[str]:
        """The needs, in the order of `Need`."""
        return [need.value for need in self.Need if getattr(self, f"needs_{need.value}")]
