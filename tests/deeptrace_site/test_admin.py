"""The admin site: staff only, nothing is overwritten, and a list costs the same for 1 row and for 20."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotations.models import (
    Annotation,
    AnnotationRevision,
    ApiToken,
    Assignment,
    Category,
    Event,
    Group,
    Invitation,
    Job,
    Membership,
    Project,
    QueueEntry,
    RawTag,
    Trace,
    User,
    Video,
)
from annotations.services.events import event_record
from models_service.models import (
    ActiveModel,
    AgreementCheck,
    Evaluation,
    ModelVersion,
    Reward,
    Suggestion,
    SuggestionDecision,
    SuggestionRun,
    TrainingRun,
)
from reviewers.models import Comment, Gold, GoldTrace, Import, Release, Review, Thread
from reviewers.services.gold import gold_from_annotation
from tests import factories
from tests.work import draft, queued_video, submitted

pytestmark = pytest.mark.django_db
OURS = [
    model
    for model in admin.site._registry
    if model._meta.app_label in {"annotations", "reviewers", "models_service"}
]


@pytest.fixture
def staff(db: None) -> User:
    return factories.user_make("root", is_staff=True)


@pytest.fixture
def staff_client(staff: User) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def list_url(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_url(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def act(client: Client, action: str, *rows: Any) -> Any:
    form = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    return client.post(list_url(type(rows[0])), form, follow=True)


def fill(project: Project) -> None:
    """One more row of everything, each with people and videos of its own."""
    person = factories.member_make(project, factories.user_make(), "annotator")
    reviewer = factories.member_make(project, factories.user_make(), "reviewer")
    annotation = submitted(project, person)
    gold = gold_from_annotation(annotation=annotation, actor=reviewer)
    Review.objects.create(annotation=annotation, reviewer=reviewer, decision="accept", revision=1)
    thread = Thread.objects.create(project=project, video=annotation.video, opened_by=person)
    Comment.objects.create(thread=thread, number=1, author=person, text="Is this clip one?")
    number = Release.objects.count() + 1
    release = Release.objects.create(project=project, version=number, made_by=reviewer, options={})
    job = Job.objects.create(kind="import", project=project, created_by=person, status="failed")
    Group.objects.create(project=project, name=f"group {gold.pk}")
    RawTag.objects.create(project=project, tag=f"tag {gold.pk}", category_key="other")
    Category.objects.create(project=project, key=f"key_{number}", name=f"Category {number}")
    other = factories.project_make()
    model = ModelVersion.objects.create(name="Reward model", backend="motion", version=str(job.pk))
    ActiveModel.objects.create(project=other, model_version=model)
    TrainingRun.objects.create(project=project, release=release, base=model)
    Evaluation.objects.create(project=project, release=release, model_version=model)
    say(model, annotation)
    ApiToken.objects.create(user=person, name="script", digest=str(job.pk), prefix="dt_")
    Invitation.objects.create(
        project=project,
        roles=["annotator"],
        digest=str(job.pk),
        created_by=reviewer,
        expires_at=timezone.now(),
    )


def say(model: ModelVersion, annotation: Annotation) -> None:
    """The model's suggestion on the annotation's video, decided on, its check and its reward."""
    about = {"project": annotation.project, "model_version": model}
    run = SuggestionRun.objects.create(video=annotation.video, key=str(model.pk.hex), **about)
    suggestion = Suggestion.objects.create(run=run, onset_frame=0, offset_frame=1)
    SuggestionDecision.objects.create(
        suggestion=suggestion, annotation=annotation, decision="accepted", made_by=annotation.annotator
    )
    AgreementCheck.objects.create(annotation=annotation, revision=annotation.revision, **about)
    Reward.objects.create(video=annotation.video, asked_by=annotation.annotator, **about)


def queries_of(call: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert call().status_code == 200
    return len(queries)


def test_a_list_costs_the_same_for_1_row_and_for_20(project: Project, staff_client: Client) -> None:
    fill(project)
    for_one = costs(staff_client)
    for _ in range(19):
        fill(project)
    # Lists of filters grow with the people and projects, their queries do not.
    for_twenty = costs(staff_client)
    assert not {name: (for_one[name], n) for name, n in for_twenty.items() if n > for_one[name]}
    assert max(for_one.values()) <= 14


def costs(client: Client) -> dict[str, int]:
    """How many queries each list takes once it was opened."""
    for model in OURS:
        client.get(list_url(model))
    return {model.__name__: queries_of(lambda: client.get(list_url(model))) for model in OURS}  # noqa: B023


def test_every_list_and_page_opens_and_can_be_searched(project: Project, staff_client: Client) -> None:
    fill(project)
    for model in OURS:
        assert staff_client.get(list_url(model)).status_code == 200
        assert staff_client.get(list_url(model), {"q": "clip"}).status_code == 200
        row = admin.site._registry[model].get_queryset(_request(staff_client)).first()
        assert row is not None, model
        assert staff_client.get(page_url(row)).status_code == 200


def _request(client: Client) -> Any:
    return client.get("/admin/").wsgi_request


def test_only_staff_get_in(ada_client: Any) -> None:
    assert {ada_client.get(list_url(model)).status_code for model in OURS} == {302}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_pages_run_no_scripts_and_styles_of_their_own(
    project: Project, staff_client: Client, model: Any
) -> None:
    fill(project)
    response = staff_client.get(list_url(model))
    text = response.content.decode()
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert not re.findall(r"<script(?![^>]*(src=|application/json))[^>]*>", text)
    assert "<style" not in text
    assert not re.findall(r"\son\w+=", text)
    assert not re.findall(r"\sstyle=", text)


@pytest.mark.parametrize(
    "model", [Annotation, Event, Gold, GoldTrace, Release, Review, Assignment, QueueEntry, Job, Import]
)
def test_records_can_only_be_looked_at(project: Project, staff_client: Client, model: Any) -> None:
    page = admin.site._registry.get(model)
    if page is None:
        return
    request = _request(staff_client)
    assert page.has_view_permission(request)
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)


@pytest.mark.parametrize("model", [Video, Category, User, Project, ApiToken])
def test_what_answers_refer_to_cannot_be_deleted(staff_client: Client, model: Any) -> None:
    assert not admin.site._registry[model].has_delete_permission(_request(staff_client))


PROJECT_FORM = {
    "suggestion_policy": "off",
    "gold_rate": 0,
    "lease_seconds": 900,
    "qualify_clips": 0,
    "qualify_share": 0.7,
    "qualify_tiou": 0.5,
    "qualify_viou": 0.3,
    "qualify_attempts": 2,
}


def test_a_new_project_gets_the_categories(staff_client: Client) -> None:
    form = _management() | PROJECT_FORM | {"name": "New", "slug": "new", "overlap": 2}
    form |= {"guideline": "Look closely."}
    response = staff_client.post(reverse("admin:annotations_project_add"), form)
    assert response.status_code == 302, response.content.decode()[-3000:]
    made = Project.objects.get(slug="new")
    assert (made.name, made.overlap, made.guideline) == ("New", 2, "Look closely.")
    assert made.categories.count() == 10
    assert Event.objects.filter(action="project.created", project=made).exists()


def _management(**more: Any) -> dict[str, Any]:
    empty = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    return {f"memberships-{name}": value for name, value in (empty | more).items()}


def test_a_member_is_added_on_the_projects_page(
    project: Project, staff_client: Client, charlie: User
) -> None:
    form = _management(TOTAL_FORMS=1) | PROJECT_FORM | {"name": "Renamed", "overlap": 1, "guideline": ""}
    form |= {"memberships-0-user": charlie.pk, "memberships-0-role": "reviewer"}
    form |= {"memberships-0-project": project.pk}
    response = staff_client.post(page_url(project), form)
    assert response.status_code == 302, response.content.decode()[-3000:]
    assert Membership.objects.get(project=project, user=charlie).role == "reviewer"
    assert Event.objects.filter(action="member.roles_changed", subject_id=str(charlie.pk)).exists()
    project.refresh_from_db()
    assert (project.name, project.slug) == ("Renamed", "demo")


def test_a_category_is_archived_and_taken_back(project: Project, staff_client: Client) -> None:
    categories = Category.objects.filter(project=project, key="object_merging")
    act(staff_client, "archive", categories.get())
    assert not categories.filter(archived_at=None).exists()
    act(staff_client, "unarchive", categories.get())
    assert categories.filter(archived_at=None).exists()
    assert Event.objects.filter(action="category.changed").count() == 2


def test_a_category_is_added_without_code(project: Project, staff_client: Client) -> None:
    form = {
        "project": project.pk,
        "key": "shadow",
        "name": "Shadow",
        "position": 11,
        "definition": "x",
        "example": "",
    }
    response = staff_client.post(reverse("admin:annotations_category_add"), form)
    assert response.status_code == 302
    assert Category.objects.get(project=project, key="shadow").definition == "x"


def test_a_video_is_described_and_processed_again(project: Project, staff_client: Client) -> None:
    video = factories.video_make(project)
    form = {
        "video_id": "renamed",
        "kind": "real",
        "source": "Film",
        "prompt": "",
        "licence": "CC0",
        "split": "val",
    }
    assert staff_client.post(page_url(video), form).status_code == 302
    video.refresh_from_db()
    assert (video.video_id, video.kind, video.source, video.split) == ("renamed", "real", "Film", "val")
    assert Event.objects.filter(action="video.changed", subject_id=str(video.pk)).exists()
    assert "Being processed again: 1" in act(staff_client, "process_again", video).content.decode()
    assert Job.objects.get(kind="ingest").params == {"video": str(video.pk)}


def test_a_poster_is_shown_through_the_products_own_path(project: Project, staff_client: Client) -> None:
    video = factories.video_make(project, filmstrip={"columns": 1})
    assert f"/api/v1/videos/{video.pk}/poster.jpg" in staff_client.get(list_url(Video)).content.decode()


def test_an_assignment_is_extended_and_given_back(
    project: Project, alice: User, staff_client: Client
) -> None:
    annotation = draft(project, alice, queued_video(project))
    assignment = annotation.assignment
    assert assignment is not None
    assert assignment.entry is not None
    before = QueueEntry.objects.get(pk=assignment.entry.pk).lease_until
    act(staff_client, "extend", assignment)
    after = QueueEntry.objects.get(pk=assignment.entry.pk).lease_until
    assert before is not None
    assert after is not None
    assert after > before
    act(staff_client, "release", assignment)
    assignment.refresh_from_db()
    assert assignment.status == "released"


def test_a_failed_job_is_tried_again(project: Project, staff_client: Client) -> None:
    job = Job.objects.create(kind="import", project=project, status="failed", error_code="x")
    act(staff_client, "retry", job)
    job.refresh_from_db()
    assert job.status == "queued"
    refused = act(staff_client, "retry", job).content.decode()
    assert "Only a failed or cancelled job can be tried again." in refused


def test_a_queued_job_is_cancelled(project: Project, staff_client: Client) -> None:
    job = Job.objects.create(kind="import", project=project)
    act(staff_client, "cancel", job)
    job.refresh_from_db()
    assert job.status == "cancelled"


def test_a_token_is_revoked_and_never_shown(alice: User, staff_client: Client) -> None:
    token = ApiToken.objects.create(user=alice, name="script", digest="f" * 64, prefix="dt_abc")
    assert "f" * 64 not in staff_client.get(page_url(token)).content.decode()
    act(staff_client, "revoke", token)
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_an_answer_is_shown_with_its_history(project: Project, alice: User, staff_client: Client) -> None:
    annotation = submitted(project, alice)
    text = staff_client.get(page_url(annotation)).content.decode()
    assert "annotation.submitted" in text
    assert Trace.objects.get(annotation=annotation).explanation in text
    assert AnnotationRevision.objects.filter(annotation=annotation).exists()
    assert 'type="submit"' not in text or 'name="_save"' not in text


def test_what_people_wrote_is_escaped(project: Project, alice: User, staff_client: Client) -> None:
    video = factories.video_make(project, video_id="<script>alert(1)</script>", filmstrip={"columns": 1})
    event_record(action="video.changed", subject=video, actor=alice, facts={"x": "<img src=x onerror=1>"})
    for url in (list_url(Video), page_url(video)):
        text = staff_client.get(url).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_a_bad_import_says_what_was_wrong(project: Project, staff_client: Client) -> None:
    errors = [{"row": 3, "field": "split", "code": "unknown_choice", "detail": "This must be one of."}]
    result = {"rows": 4, "created": 3, "unchanged": 0, "errors": errors}
    job = Import.objects.create(kind="import", project=project, status="done", result=result)
    assert "row 3 · split · This must be one of." in staff_client.get(page_url(job)).content.decode()


def test_a_person_is_added_and_closed(staff_client: Client) -> None:
    form = {"username": "dora", "password1": "a long enough one", "password2": "a long enough one"}
    form |= _management() | {"usable_password": "true"}
    response = staff_client.post(reverse("admin:annotations_user_add"), form)
    assert response.status_code == 302, response.content.decode()[-3000:]
    dora = User.objects.get(username="dora")
    assert dora.check_password("a long enough one")
    assert not dora.is_staff
