"""The randomised share without suggestions: drawn by person and video, recorded once."""

import hashlib

from django.utils import timezone

from annotations.models import Annotation
from annotations.selectors.annotations import suggestion_policy_of
from models_service.models import SuggestionArm

DRAWN_OUT_OF = 2**32


def arm_draw(annotation: Annotation, *, offered: bool = False) -> SuggestionArm:
    """The arm that this answer is in, drawn now where it has none; `offered`: there is something to show."""
    share = annotation.project.suggestion_withheld_share
    drawn = {
        "policy": suggestion_policy_of(annotation),
        "share": share,
        "withheld": draw_of(annotation) < share,
    }
    arm, _ = SuggestionArm.objects.get_or_create(annotation=annotation, defaults=drawn)
    if offered and arm.offered_at is None:
        arm.offered_at = timezone.now()
        SuggestionArm.objects.filter(pk=arm.pk, offered_at=None).update(offered_at=arm.offered_at)
    return arm


def draw_of(annotation: Annotation) -> float:
    """A number in [0, 1) that person and video alone decide, the same for ever."""
    seed = f"suggestions:{annotation.annotator_id}:{annotation.video_id}"
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big") / DRAWN_OUT_OF
