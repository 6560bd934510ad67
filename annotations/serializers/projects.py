"""Projects, categories and raw tags as JSON."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.core.validators import RegexValidator
from rest_framework import serializers

from annotations.models import Category, Membership, Project
from annotations.serializers.fields import FlagJsonField
from annotations.texts import filled

TEXT_MAX = 100_000
DEFINITION_MAX = 4000
RAW_TAGS_MAX = 2000
SUPPORT_MAX = 4000
QUICK_REASONS_MAX = 20
QUALIFY_FIELDS = (
    "qualify_clips",
    "qualify_share",
    "qualify_tiou",
    "qualify_viou",
    "qualify_attempts",
)
SUGGESTION_FIELDS = (
    "suggestion_policy",
    "suggestion_withheld_share",
    "queue_order",
    "queue_random_share",
    "standardise_explanations",
)
KEY_PATTERN = r"^[a-z][a-z0-9_]*$"


class QuickReasonField(serializers.Serializer[Any]):
    """A project's own reason for returning work."""

    code = serializers.RegexField(KEY_PATTERN, max_length=64)
    label = serializers.CharField(max_length=100)  # type: ignore[assignment]  # hides a field's own attribute

    def to_internal_value(self, data: Any) -> Any:
        """A reason is whole, also where only a part of the project is changed."""
        wanted = ("code", "label") if isinstance(data, Mapping) else ()
        missing = {name: ["This field is required."] for name in wanted if name not in data}
        if missing:
            raise serializers.ValidationError(missing, code="required")
        return super().to_internal_value(data)


class ProjectPatchIn(serializers.ModelSerializer[Project]):
    """What a project admin may change."""

    guideline = serializers.CharField(max_length=TEXT_MAX, allow_blank=True, required=False)
    viewing_aids = FlagJsonField(required=False)
    skip_support = serializers.CharField(max_length=SUPPORT_MAX, allow_blank=True, required=False)

    standardise_explanations = FlagJsonField(required=False)
    auto_gold_accepted = FlagJsonField(required=False)
    quick_reasons = serializers.ListField(
        child=QuickReasonField(), required=False, max_length=QUICK_REASONS_MAX
    )
    review_order = serializers.ListField(
        child=serializers.ChoiceField(choices=Project.ReviewOrder.choices), required=False, allow_empty=False
    )

    class Meta:
        model = Project
        fields = [
            *("name", "guideline", "overlap", "lease_seconds", "viewing_aids", "skip_support"),
            *("auto_gold_accepted", "auto_gold_agreement", "quick_reasons", "review_order"),
            *("gold_rate", *QUALIFY_FIELDS),
            *SUGGESTION_FIELDS,
        ]

    def validate_quick_reasons(self, reasons: list[dict[str, str]]) -> list[dict[str, str]]:
        """A code stands once."""
        if len({reason["code"] for reason in reasons}) < len(reasons):
            raise serializers.ValidationError("A code stands twice.", code="twice")
        return [dict(reason) for reason in reasons]

    def validate_review_order(self, order: list[str]) -> list[str]:
        """Each at most once."""
        if len(set(order)) < len(order):
            raise serializers.ValidationError("An order stands twice.", code="twice")
        return order


class ProjectIn(ProjectPatchIn):
    """A new project."""

    class Meta(ProjectPatchIn.Meta):
        fields = ["slug", *ProjectPatchIn.Meta.fields]
        extra_kwargs = {"slug": {"validators": [RegexValidator(r"^[a-z0-9][a-z0-9-]*\Z")]}}


class CategoryOut(serializers.Serializer[Any]):
    """A category; an archived one is shown where it is used but not offered."""

    key = serializers.CharField()
    name = serializers.CharField()
    definition = serializers.CharField()
    example = serializers.CharField()
    position = serializers.IntegerField()
    archived = serializers.SerializerMethodField()
    has_example_clip = serializers.SerializerMethodField()

    def get_has_example_clip(self, category: Category) -> bool:
        """Whether `example.mp4` below it is there."""
        return category.example_clip.is_file()

    def get_archived(self, category: Category) -> bool:
        """Whether it is no longer offered."""
        return category.archived_at is not None


class ProjectOut(serializers.Serializer[Any]):
    """A project as its member sees it; `counts` for admins and reviewers only."""

    slug = serializers.CharField(source="project.slug")
    name = serializers.CharField(source="project.name")
    guideline = serializers.CharField(source="project.guideline")
    overlap = serializers.IntegerField(source="project.overlap")
    lease_seconds = serializers.IntegerField(source="project.lease_seconds")
    suggestion_policy = serializers.ChoiceField(
        choices=Project.SuggestionPolicy.choices, source="project.suggestion_policy"
    )
    suggestion_withheld_share = serializers.FloatField(source="project.suggestion_withheld_share")
    queue_order = serializers.ChoiceField(choices=Project.QueueOrder.choices, source="project.queue_order")
    queue_random_share = serializers.FloatField(source="project.queue_random_share")
    standardise_explanations = serializers.BooleanField(source="project.standardise_explanations")
    gold_rate = serializers.FloatField(source="project.gold_rate")
    qualify_clips = serializers.IntegerField(source="project.qualify_clips")
    qualify_share = serializers.FloatField(source="project.qualify_share")
    qualify_tiou = serializers.FloatField(source="project.qualify_tiou")
    qualify_viou = serializers.FloatField(source="project.qualify_viou")
    qualify_attempts = serializers.IntegerField(source="project.qualify_attempts")
    viewing_aids = serializers.BooleanField(source="project.viewing_aids")
    skip_support = serializers.CharField(source="project.skip_support")
    auto_gold_accepted = serializers.BooleanField(source="project.auto_gold_accepted")
    auto_gold_agreement = serializers.FloatField(source="project.auto_gold_agreement", allow_null=True)
    quick_reasons = QuickReasonField(source="project.quick_reasons", many=True)
    review_order = serializers.ListField(
        source="project.review_order", child=serializers.ChoiceField(choices=Project.ReviewOrder.choices)
    )
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Membership.Role.choices))
    categories = CategoryOut(many=True)
    counts = serializers.DictField(child=serializers.IntegerField(), required=False)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Leaves `counts` out where the viewer may not see them."""
        body: dict[str, Any] = super().to_representation(instance)
        if body.get("counts") is None:
            body.pop("counts", None)
        return body


class CategoryTextsIn(serializers.Serializer[Any]):
    """The texts of a category."""

    name = serializers.CharField(max_length=100)
    definition = serializers.CharField(max_length=DEFINITION_MAX, allow_blank=True, required=False)
    example = serializers.CharField(max_length=DEFINITION_MAX, allow_blank=True, required=False)


class CategoryIn(CategoryTextsIn):
    """A new category; without a key one is made from the name."""

    key = serializers.CharField(max_length=64, validators=[RegexValidator(KEY_PATTERN)], required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Fill in the key."""
        if "key" not in attrs:
            attrs["key"] = re.sub(r"[^a-z0-9]+", "_", attrs["name"].lower()).strip("_")[:64]
        if not re.match(KEY_PATTERN, attrs["key"]):
            raise serializers.ValidationError({"key": "No key can be made from this name: give one."})
        return attrs


class CategoryPatchIn(CategoryTextsIn):
    """What may change of a category; its key stays for ever."""

    position = serializers.IntegerField(min_value=1, max_value=1000, required=False)
    archived = serializers.BooleanField(required=False)


class RawTagListIn(serializers.ListSerializer[Any]):
    """The whole table; a tag may stand in it once."""

    def validate(self, attrs: list[dict[str, str]]) -> list[dict[str, str]]:
        """Refuse a tag that stands twice, and an endless table."""
        if len(attrs) > RAW_TAGS_MAX:
            raise serializers.ValidationError(
                filled("At most {limit} tags.", limit=RAW_TAGS_MAX), code="too_many"
            )
        counts = Counter(row["raw_tag"] for row in attrs)
        twice = sorted(tag for tag, count in counts.items() if count > 1)
        if twice:
            detail = filled("These tags stand twice: {tags}.", tags=", ".join(twice))
            raise serializers.ValidationError(detail, code="twice")
        return attrs


class RawTagIn(serializers.Serializer[Any]):
    """A raw tag and the category that it means."""

    raw_tag = serializers.CharField(max_length=200)
    category = serializers.CharField(max_length=64)

    class Meta:
        list_serializer_class = RawTagListIn

    def validate_raw_tag(self, tag: str) -> str:
        """Tags are compared in lower case with single spaces."""
        return " ".join(tag.lower().split())


class RawTagOut(serializers.Serializer[Any]):
    """A raw tag and the category that it means."""

    raw_tag = serializers.CharField(source="tag")
    category = serializers.CharField(source="category_key")
