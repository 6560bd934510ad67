"""Suggestions: asked for, shown, decided about."""

from http import HTTPStatus
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.errors import NotFoundError
from annotations.models import Annotation
from annotations.selectors.access import project_get
from annotations.selectors.annotations import annotation_get_own
from annotations.selectors.jobs import job_get
from annotations.serializers.jobs import JobOut
from annotations.serializers.problems import problems
from annotations.tasks import job_publish
from annotations.views.base import person_of
from models_service.models import Suggestion
from models_service.selectors.suggestions.decided import decisions_of
from models_service.selectors.suggestions.shown import own_answer_id, suggestion_shown
from models_service.serializers import suggestions as serializers
from models_service.services.suggesting.decisions import decision_undo, suggestion_decide
from models_service.services.suggesting.requests import KIND, model_chosen, suggestion_job_create
from models_service.services.suggesting.showing import suggestions_get


class SuggestionJobListView(APIView):
    """POST suggestion-jobs/"""

    required_scope = "manage"

    @extend_schema(
        request=serializers.SuggestionJobIn,
        responses={202: JobOut, **problems(400, 401, 403, 404, 409)},
    )
    def post(self, request: Request) -> Response:
        """Let a model look at videos: any of the project for its admins; 403 `suggestions_off`.

        An annotator may ask for marks (`motion`) on the video of an own draft where the policy allows it.
        """
        actor = person_of(request)
        sent = serializers.SuggestionJobIn(data=request.data)
        sent.is_valid(raise_exception=True)
        wanted = dict(sent.validated_data)
        project = project_get(slug=wanted.pop("project"), viewer=actor)
        model = model_chosen(project=project, model=wanted.pop("model"), backend=wanted.pop("backend"))
        job = suggestion_job_create(
            project=project,
            actor=actor,
            videos=wanted.get("videos"),
            query=wanted.get("query"),
            model=model,
            options=wanted["options"],
        )
        job_publish(job)
        return Response(JobOut(job).data, status=HTTPStatus.ACCEPTED)


class SuggestionJobView(APIView):
    """GET suggestion-jobs/{id}/"""

    @extend_schema(responses={200: serializers.SuggestionJobOut, **problems(401, 404)})
    def get(self, request: Request, suggestion_job_id: UUID) -> Response:
        """The job and, once it is done, what was made, reused and could not be answered."""
        job = job_get(job_id=suggestion_job_id, viewer=person_of(request))
        if job.kind != KIND:
            raise NotFoundError("There is no such job.")
        return Response(serializers.SuggestionJobOut(job).data)


class VideoSuggestionsView(APIView):
    """GET videos/{id}/suggestions/"""

    @extend_schema(
        parameters=[serializers.AskedIn],
        responses={200: serializers.ShownSuggestionsOut, **problems(400, 401, 404)},
    )
    def get(self, request: Request, video_id: UUID) -> Response:
        """What models said and what the answer's annotator made of it; 404 for whoever must stay blind."""
        viewer = person_of(request)
        asked = serializers.AskedIn(data=request.query_params)
        asked.is_valid(raise_exception=True)
        shown = suggestions_get(
            video_id=video_id, viewer=viewer, annotation_id=asked.validated_data["annotation"]
        )
        return Response(serializers.ShownSuggestionsOut(shown, context={"viewer": viewer}).data)


class SuggestionDecideView(APIView):
    """POST and DELETE suggestions/{id}/decide/"""

    required_scope = "annotate"

    @extend_schema(
        request=serializers.DecideIn,
        responses={200: serializers.SuggestionOut, **problems(400, 401, 403, 404, 409)},
    )
    def post(self, request: Request, suggestion_id: UUID) -> Response:
        """Record what one made of it; it changes no answer. Again replaces it until the answer is in."""
        sent = serializers.DecideIn(data=request.data)
        sent.is_valid(raise_exception=True)
        fields = dict(sent.validated_data)
        suggestion, annotation = _own(request, suggestion_id, fields.pop("annotation"))
        actor = person_of(request)
        suggestion_decide(suggestion=suggestion, annotation=annotation, actor=actor, **fields)
        return _shown(request, suggestion, annotation)

    @extend_schema(
        parameters=[serializers.AskedIn],
        responses={200: serializers.SuggestionOut, **problems(400, 401, 403, 404, 409)},
    )
    def delete(self, request: Request, suggestion_id: UUID) -> Response:
        """Take the decision back; without `annotation` that of one's own answer about the video."""
        asked = serializers.AskedIn(data=request.query_params)
        asked.is_valid(raise_exception=True)
        suggestion, annotation = _own(request, suggestion_id, asked.validated_data["annotation"])
        decision_undo(suggestion=suggestion, annotation=annotation, actor=person_of(request))
        return _shown(request, suggestion, annotation)


def _own(request: Request, suggestion_id: UUID, annotation_id: UUID | None) -> tuple[Suggestion, Annotation]:
    viewer = person_of(request)
    found = annotation_id or own_answer_id(suggestion_id=suggestion_id, viewer=viewer)
    annotation = annotation_get_own(annotation_id=found, viewer=viewer)
    return suggestion_shown(suggestion_id=suggestion_id, annotation=annotation), annotation


def _shown(request: Request, suggestion: Suggestion, annotation: Annotation) -> Response:
    context = {
        "viewer": person_of(request),
        "annotation": annotation,
        "decisions": decisions_of(annotation_id=annotation.pk),
    }
    return Response(serializers.SuggestionOut(suggestion, context=context).data)
