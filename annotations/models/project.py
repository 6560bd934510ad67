"""Projects and what belongs to them: categories and the table of raw tags."""

from pathlib import Path

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone


def review_order_default() -> list[str]:
    """Disagreement first, then failures on gold clips, then the longest wait."""
    return [order.value for order in Project.ReviewOrder]


class Project(models.Model):
    """One labelling effort."""

    class ReviewOrder(models.TextChoices):
        """By what the review queue is ordered."""

        DISAGREEMENT = "disagreement"
        GOLD_FAILURE = "gold_failure"
        AGE = "age"

    class SuggestionPolicy(models.TextChoices):
        """When annotators see a model's suggestions."""

        OFF = "off"
        BLIND_FIRST = "blind_first"
        SHOWN = "shown"

    class QueueOrder(models.TextChoices):
        """By what the annotators' queue is ranked; a random share of it never is."""

        NONE = "none"
        UNCERTAINTY = "uncertainty"
        DISAGREEMENT = "disagreement"
        COVERAGE = "coverage"

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    guideline = models.TextField(blank=True, help_text="Markdown")
    overlap = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(20)], help_text="annotators per video"
    )
    suggestion_policy = models.CharField(
        max_length=16, choices=SuggestionPolicy.choices, default=SuggestionPolicy.OFF
    )
    suggestion_withheld_share = models.FloatField(
        default=0,
        db_default=0,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="share of an annotator's videos, drawn at random, that show no suggestions",
    )
    queue_order = models.CharField(
        max_length=16,
        choices=QueueOrder.choices,
        default=QueueOrder.NONE,
        db_default="none",
        help_text="by what a model ranks the queue",
    )
    queue_random_share = models.FloatField(
        default=0.3,
        db_default=0.3,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="share of the videos that the ranking leaves alone",
    )
    standardise_explanations = models.BooleanField(
        default=False,
        db_default=False,
        help_text="whether standardised wordings are proposed beside explanations",
    )
    gold_rate = models.FloatField(default=0, validators=[MinValueValidator(0), MaxValueValidator(1)])
    qualify_clips = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        validators=[MaxValueValidator(50)],
        help_text="gold clips in the round that an annotator passes before the first real video; 0 for none",
    )
    qualify_share = models.FloatField(
        default=0.7,
        db_default=0.7,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="the share of those clips that must be answered right",
    )
    qualify_tiou = models.FloatField(
        default=0.5,
        db_default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="from which tIoU on an expected trace counts as found",
    )
    qualify_viou = models.FloatField(
        default=0.3,
        db_default=0.3,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="from which vIoU on an expected trace counts as found",
    )
    qualify_attempts = models.PositiveSmallIntegerField(
        default=2, db_default=2, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    lease_seconds = models.PositiveIntegerField(
        default=900, validators=[MinValueValidator(30), MaxValueValidator(86400)]
    )
    viewing_aids = models.BooleanField(
        default=True,
        db_default=True,
        help_text="whether annotators may use what steers the eye: difference, onion skin, blink,"
        " side by side, motion strip, tracking",
    )
    skip_support = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="shown to somebody who skips a distressing video: whom to talk to; plain text",
    )
    auto_gold_accepted = models.BooleanField(
        default=True,
        db_default=True,
        help_text="whether accepting the one answer that a video asks for makes it the video's gold",
    )
    auto_gold_agreement = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="from which mean vIoU on answers that otherwise agree become gold by themselves",
    )
    quick_reasons = models.JSONField(
        default=list, blank=True, help_text="own reasons for returning work: [{code, label}]"
    )
    review_order = models.JSONField(
        default=review_order_default, help_text="what comes first in the review queue, the strongest first"
    )
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(auto_gold_agreement=None)
                | Q(auto_gold_agreement__gte=0, auto_gold_agreement__lte=1),
                name="project_auto_gold_agreement_share",
            ),
            models.CheckConstraint(condition=Q(overlap__gte=1), name="project_overlap_at_least_one"),
            models.CheckConstraint(
                condition=Q(gold_rate__gte=0, gold_rate__lte=1), name="project_gold_rate_share"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """A kind of artefact; rows without a project are the templates that a new project gets."""

    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.CASCADE, related_name="categories"
    )
    key = models.CharField(max_length=64, validators=[RegexValidator(r"^[a-z][a-z0-9_]*$")])
    name = models.CharField(max_length=100)
    definition = models.TextField(blank=True)
    example = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="category_unique_key"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(project=None), name="category_template_unique_key"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def example_clip(self) -> Path:
        """Where its example clip lies, if it has one."""
        return Path(settings.DATA_DIR) / "examples" / str(self.project_id) / f"{self.key}.mp4"


class RawTag(models.Model):
    """Which category a raw tag of an imported file means; the tag itself stays verbatim in the records."""

    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.CASCADE, related_name="raw_tags"
    )
    tag = models.CharField(max_length=200, help_text="lower case, single spaces")
    category_key = models.CharField(max_length=64)

    class Meta:
        ordering = ["tag"]
        constraints = [
            models.UniqueConstraint(fields=["project", "tag"], name="raw_tag_unique"),
            models.UniqueConstraint(
                fields=["tag"], condition=Q(project=None), name="raw_tag_template_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag} -> {self.category_key}"
