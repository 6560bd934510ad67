"""The check of an answer, for those who judge it and never for its annotator."""

from uuid import UUID

from annotations.errors import NotYoursError
from annotations.models import Annotation, User
from annotations.selectors.access import Role, role_require
from annotations.selectors.annotations import annotation_get
from models_service.models import AgreementCheck


def check_about(*, annotation_id: UUID, viewer: User) -> tuple[Annotation, AgreementCheck | None]:
    """The answer and its newest check; only for reviewers and admins of its project who did not write it."""
    annotation = annotation_get(annotation_id=annotation_id, viewer=viewer)
    if annotation.annotator_id == viewer.pk:
        raise NotYoursError("The check of an answer is for whoever judges it.")
    role_require(project=annotation.project, user=viewer, roles=[Role.REVIEWER, Role.ADMIN])
    rows = AgreementCheck.objects.select_related("model_version").filter(annotation=annotation)
    return annotation, rows.order_by("-revision").first()
