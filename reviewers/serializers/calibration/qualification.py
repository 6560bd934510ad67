"""The qualification round and its feedback as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.models import Annotation, Membership, User
from annotations.selectors.pseudonyms import person_name
from annotations.serializers.annotations import TraceOut
from annotations.serializers.videos import VideoAtWorkOut
from reviewers.models import QualificationRound
from reviewers.selectors.calibration.feedback import Feedback
from reviewers.selectors.calibration.qualification import ClipResult
from reviewers.serializers.gold import GoldTraceOut

STATES = ["none", "running", "passed", "failed"]
CLIP_STATES = ["waiting", "under_way", "skipped", "void", "checked"]


class MarksOut(serializers.Serializer[Any]):
    """What it takes to pass: the share of clips, and from where on a trace counts as found."""

    share = serializers.FloatField()
    tiou = serializers.FloatField()
    viou = serializers.FloatField()


class CheckOut(serializers.Serializer[Any]):
    """An answer against the expected one."""

    passed = serializers.BooleanField()
    verdict_right = serializers.BooleanField()
    expected = serializers.IntegerField()
    given = serializers.IntegerField()
    found = serializers.IntegerField()
    categories_right = serializers.IntegerField()
    tiou = serializers.FloatField(allow_null=True)
    viou = serializers.FloatField(allow_null=True)


class ClipResultOut(serializers.Serializer[Any]):
    """One clip of the round; no video is named before it is begun."""

    clip = serializers.IntegerField()
    state = serializers.ChoiceField(choices=CLIP_STATES)
    annotation = serializers.UUIDField(allow_null=True)
    check = serializers.SerializerMethodField()

    @extend_schema_field(CheckOut(allow_null=True))
    def get_check(self, result: ClipResult) -> Any:
        """Null before the clip is handed in."""
        return CheckOut(result.check).data if result.check else None


class RoundOut(serializers.Serializer[Any]):
    """An attempt that has ended or is under way."""

    attempt = serializers.IntegerField()
    status = serializers.ChoiceField(choices=QualificationRound.Status.choices)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class QualificationOut(serializers.Serializer[Any]):
    """Where a person stands; `results` are those of the latest round."""

    required = serializers.BooleanField()  # type: ignore[assignment]  # hides a field's own attribute
    state = serializers.ChoiceField(choices=STATES)
    clips = serializers.IntegerField()
    done = serializers.IntegerField()
    passed = serializers.IntegerField()
    attempts_left = serializers.IntegerField()
    attempt = serializers.IntegerField(help_text="the latest round's number; 0 before the first")
    marks = MarksOut()
    results = ClipResultOut(many=True)
    earlier = RoundOut(many=True)


class CheckedPairOut(serializers.Serializer[Any]):
    """An expected trace and the own one nearest to it."""

    expected = serializers.UUIDField()
    own = serializers.UUIDField(allow_null=True)
    tiou = serializers.FloatField()
    viou = serializers.FloatField()
    box_iou = serializers.SerializerMethodField()
    found = serializers.BooleanField()
    category_right = serializers.BooleanField()

    def get_box_iou(self, pair: dict[str, Any]) -> float:
        """The mean box IoU over the frames that both traces cover: vIoU without what tIoU says."""
        return min(1.0, pair["viou"] / pair["tiou"]) if pair["tiou"] else 0.0


class ExpectedAnswerOut(serializers.Serializer[Any]):
    """What the answer was checked against."""

    verdict = serializers.ChoiceField(choices=Annotation.Verdict.choices)
    traces = GoldTraceOut(many=True)


class OwnAnswerOut(serializers.Serializer[Any]):
    """The own answer as it was handed in."""

    verdict = serializers.ChoiceField(choices=Annotation.Verdict.choices)
    note = serializers.CharField()
    traces = TraceOut(many=True)


class FeedbackOut(serializers.Serializer[Any]):
    """Expected and own answer on one clip of the round, side by side."""

    annotation = serializers.UUIDField(source="annotation.pk")
    video = serializers.SerializerMethodField()
    clip = serializers.IntegerField()
    clips = serializers.IntegerField()
    marks = serializers.SerializerMethodField()
    check = CheckOut()
    pairs = serializers.SerializerMethodField()
    expected = ExpectedAnswerOut()
    own = OwnAnswerOut()

    @extend_schema_field(VideoAtWorkOut)
    def get_video(self, feedback: Feedback) -> Any:
        """What the annotator may know of the video."""
        video = feedback.annotation.video
        video.project = feedback.annotation.project
        return VideoAtWorkOut(video).data

    @extend_schema_field(MarksOut)
    def get_marks(self, feedback: Feedback) -> Any:
        """The marks of the round."""
        return MarksOut(feedback.check.round).data

    @extend_schema_field(CheckedPairOut(many=True))
    def get_pairs(self, feedback: Feedback) -> Any:
        """One for each expected trace."""
        return CheckedPairOut(feedback.check.pairs, many=True).data


class PersonQualificationOut(serializers.Serializer[Any]):
    """One annotator's rounds: by name for admins, by pseudonym for reviewers."""

    user_id = serializers.SerializerMethodField()
    annotator = serializers.SerializerMethodField()
    qualified_at = serializers.SerializerMethodField()
    attempts_left = serializers.SerializerMethodField()
    rounds = serializers.SerializerMethodField()

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_user_id(self, person: User) -> int | None:
        """For admins, who decide."""
        return person.pk if self.context["named"] else None

    def get_annotator(self, person: User) -> str:
        """A user name or a pseudonym."""
        if self.context["named"]:
            return person.get_username()
        return person_name(project=self.context["project"], person_id=person.pk)

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_qualified_at(self, person: User) -> Any:
        """When the person passed or was let pass."""
        held: list[Membership] = person.project_memberships  # type: ignore[attr-defined]  # the selector's
        own = next((each for each in held if each.role == Membership.Role.ANNOTATOR), None)
        return own.qualified_at if own else None

    def get_attempts_left(self, person: User) -> int:
        """Rounds that the person may still begin."""
        left: int = self.context["attempts"][person.pk]
        return left

    @extend_schema_field(RoundOut(many=True))
    def get_rounds(self, person: User) -> Any:
        """Oldest first."""
        return RoundOut(self.context["rounds"][person.pk], many=True).data


class DecisionIn(serializers.Serializer[Any]):
    """What an admin decides: let pass, one attempt more, or pass the round again."""

    decision = serializers.ChoiceField(choices=["pass", "attempt", "again"])
