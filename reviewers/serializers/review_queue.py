"""The review queue as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.models import Annotation
from annotations.serializers.fields import FlagField, IdField
from annotations.serializers.queue import AssignmentClaimedOut
from annotations.serializers.videos import VideoAtWorkOut
from reviewers.models import ReviewCase
from reviewers.selectors.review_queue import STATES, QueueRow
from reviewers.serializers.panel import ChangeOut
from reviewers.services.desk.claims import ReviewClaim


class ReviewQueueIn(serializers.Serializer[Any]):
    """Which project, which need, only what one holds, and whether it waits, is incomplete or settled."""

    project = serializers.SlugField()
    need = serializers.ChoiceField(choices=ReviewCase.Need.choices, required=False, default=None)
    mine = FlagField(required=False, default=False)
    status = serializers.ChoiceField(choices=list(STATES), required=False, default="open")


class ReviewCountsIn(serializers.Serializer[Any]):
    """Which project."""

    project = serializers.SlugField()


class ReviewNextIn(serializers.Serializer[Any]):
    """Which project's queue, and the video to go on from, or the very one to judge."""

    project = serializers.SlugField()
    after = IdField(required=False, default=None, allow_null=True)
    video = IdField(required=False, default=None, allow_null=True)


class QueuedAnswerOut(serializers.Serializer[Any]):
    """One answer about a video, in short."""

    annotation = serializers.UUIDField()
    annotator = serializers.CharField(help_text="a pseudonym, or me")
    status = serializers.ChoiceField(choices=Annotation.Status.choices)
    verdict = serializers.ChoiceField(choices=Annotation.Verdict.choices, allow_null=True)
    changed_since_return = ChangeOut(allow_null=True)


class ReviewRowOut(serializers.Serializer[Any]):
    """A video of the review queue."""

    video = serializers.UUIDField(source="case.video_id")
    poster = serializers.SerializerMethodField()
    frame_count = serializers.IntegerField(source="case.video.frame_count", allow_null=True)
    needs = serializers.ListField(
        source="case.needs", child=serializers.ChoiceField(choices=ReviewCase.Need.choices)
    )
    score = serializers.FloatField(source="case.score", help_text="how much the answers disagree, 0 to 1")
    conflicts = serializers.DictField(source="case.conflicts", child=serializers.IntegerField())
    handed_in = serializers.IntegerField(source="case.handed_in")
    overlap = serializers.IntegerField(source="case.video.project.overlap")
    answers = serializers.SerializerMethodField()
    gold_version = serializers.IntegerField(source="case.gold_version", help_text="0: none")
    waiting_since = serializers.DateTimeField(source="case.waiting_since")
    holder = serializers.CharField(allow_null=True, help_text="me, or the pseudonym of who reviews it now")
    own_work = serializers.BooleanField()

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_poster(self, row: QueueRow) -> Any:
        """The path of the poster."""
        return VideoAtWorkOut().get_poster(row.case.video)

    @extend_schema_field(QueuedAnswerOut(many=True))
    def get_answers(self, row: QueueRow) -> Any:
        """Who answered what; returned work too."""
        return [
            {
                "annotation": str(answer.pk),
                "annotator": name,
                "status": answer.status,
                "verdict": answer.verdict,
                "changed_since_return": row.changes.get(answer.pk),
            }
            for answer, name in zip(row.answers, row.names, strict=True)
        ]


class ReviewCountsOut(serializers.Serializer[Any]):
    """How many videos wait for what."""

    by_need = serializers.DictField(child=serializers.IntegerField())
    total = serializers.IntegerField()
    mine = serializers.IntegerField()


class ReviewClaimOut(serializers.Serializer[Any]):
    """What to judge now."""

    assignment = serializers.SerializerMethodField()
    video = ReviewRowOut(source="row")

    @extend_schema_field(AssignmentClaimedOut)
    def get_assignment(self, claim: ReviewClaim) -> Any:
        """The right to judge it, and for how long."""
        return AssignmentClaimedOut(
            {
                "id": claim.assignment.pk,
                "purpose": claim.assignment.purpose,
                "lease_until": claim.lease_until,
                "lease_seconds": claim.row.case.video.project.lease_seconds,
            }
        ).data
