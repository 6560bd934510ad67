"""How refusals look in the OpenAPI description (RFC 9457)."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

WORDS = {
    400: "The input is not valid; `errors` lists everything.",
    401: "Not signed in.",
    403: "Visible, but not yours to do.",
    404: "Absent, or not visible to you.",
    409: "The state does not allow it; `code` says why.",
    412: "The If-Match revision is stale; `current` is the present state.",
    422: "Something is missing; `errors` lists everything.",
    428: "If-Match is missing.",
    429: "Too many requests.",
}


class FieldProblemOut(serializers.Serializer[Any]):
    """One thing that is wrong with one field."""

    field = serializers.CharField(help_text="as traces.0.keyframes.3.left")
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemOut(serializers.Serializer[Any]):
    """application/problem+json."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = FieldProblemOut(many=True)  # type: ignore[assignment]


def problems(*statuses: int) -> dict[Any, Any]:
    """The responses of these statuses for `extend_schema(responses={..., **problems(404, 409)})`."""
    return {
        (status, "application/problem+json"): OpenApiResponse(ProblemOut, WORDS[status])
        for status in statuses
    }
