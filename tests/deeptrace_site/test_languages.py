"""What people read is in their language; what programs read is the same in every language."""

import ast
import csv
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import translation
from rest_framework.test import APIClient

from annotations.media.errors import MEDIA_ERRORS, MediaTooLongError
from annotations.models import Event, Job, Project, User, Video
from annotations.texts import filled, shown
from reviewers.services.gold import gold_from_annotation
from scripts.locale import translations
from tests import factories
from tests.conftest import client_for
from tests.reviewers.exchange.importing import export_rows
from tests.work import draft, submitted

pytestmark = pytest.mark.django_db
CHINESE: dict[str, Any] = {"HTTP_ACCEPT_LANGUAGE": "zh-Hans"}
ROOT = Path(__file__).resolve().parents[2]


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def has_english(text: str) -> bool:
    """Two English words in a row."""
    words = text.replace(".", " ").replace(",", " ").split()
    plain = [word.isascii() and word.isalpha() and len(word) > 1 for word in words]
    return any(here and there for here, there in zip(plain, plain[1:], strict=False))


class TestCatalogues:
    """The committed files are complete and compiled; `make locale` writes them."""

    def test_nothing_is_missing_or_unused_and_the_compiled_files_are_up_to_date(self) -> None:
        assert translations.complaints() == []

    def test_a_sentence_in_the_code_is_found_wherever_it_stands(self) -> None:
        source = (
            'def f():\n    """Not This one."""\n    log.info("Nor this one.")\n    raise E("But this one.")'
        )
        assert list(translations.texts_in(ast.parse(source))) == ["But this one."]

    def test_an_f_string_that_is_a_sentence_is_refused(self) -> None:
        source = 'raise E(f"At most {n} tags.")'
        assert list(translations.sentences_with_f(ast.parse(source))) == [1]

    def test_placeholders_are_those_of_the_english_text(self) -> None:
        catalogue = translations.catalogue_read(translations.LOCALE / "zh_Hans")
        names = settings_placeholders()
        for message in catalogue:
            if message.id:
                assert names(str(message.string)) == names(str(message.id)), message.id

    def test_the_browser_has_the_template_categories_word_for_word(self, project: Project) -> None:
        texts = (ROOT / "frontend/src/i18n/en/templates.ts").read_text("utf-8")
        for category in project.categories.all():
            for part in (category.name, category.definition, category.example):
                assert part in texts


def settings_placeholders() -> Any:
    """The sorted names of a text's placeholders."""
    from annotations.texts import PLACEHOLDER  # noqa: PLC0415

    return lambda text: sorted(PLACEHOLDER.findall(text))


class TestSentences:
    """One sentence, with and without values, fresh or stored."""

    def test_english_stays_as_it_is(self) -> None:
        assert shown("There is no such video.") == "There is no such video."

    def test_a_sentence_is_translated(self) -> None:
        with translation.override("zh-hans"):
            assert shown("There is no such video.") == "没有这个视频。"

    def test_values_go_to_their_places(self) -> None:
        sentence = filled("This must be between {least} and {most}.", least=1, most=20)
        assert sentence == "This must be between 1 and 20."
        with translation.override("zh-hans"):
            assert shown(sentence) == "必须介于 1 和 20 之间。"

    def test_a_value_may_be_anything(self) -> None:
        sentence = filled("There is no category {key}.", key="a {b}\nc.*")
        with translation.override("zh-hans"):
            assert shown(sentence) == "没有类别 a {b}\nc.*。"

    def test_an_unknown_sentence_stays(self) -> None:
        with translation.override("zh-hans"):
            assert shown("What nobody translated.") == "What nobody translated."
            assert shown("") == ""

    @pytest.mark.parametrize("code", sorted(MEDIA_ERRORS))
    def test_every_reason_why_a_video_failed_is_translated(self, code: str) -> None:
        names = ("codec", "allowed", "file_bytes", "limit", "width", "height", "seconds")
        facts = dict.fromkeys(names, 7)
        sentence = MEDIA_ERRORS[code](**facts).message
        with translation.override("zh-hans"):
            assert has_chinese(shown(sentence)) and not has_english(shown(sentence))


class TestProblems:
    """Problems are answered in the language that the request prefers; machine words never change."""

    def test_title_and_detail_but_not_the_code(self, alice_client: APIClient) -> None:
        url = "/api/v1/videos/00000000-0000-0000-0000-000000000000/"
        english, chinese = alice_client.get(url).json(), alice_client.get(url, **CHINESE).json()
        assert (english["title"], english["detail"]) == ("Not Found", "There is no such video.")
        assert (chinese["title"], chinese["detail"]) == ("未找到", "没有这个视频。")
        assert {english["code"], chinese["code"]} == {"not_found"}
        assert english["status"] == chinese["status"] == 404

    @pytest.mark.parametrize("prefers", ["zh-Hans", "zh-CN,zh;q=0.9,en;q=0.8", "zh", "zh-TW", "zh-HK"])
    def test_every_kind_of_chinese(self, alice_client: APIClient, prefers: str) -> None:
        answer = alice_client.get("/api/v1/projects/nowhere/", HTTP_ACCEPT_LANGUAGE=prefers)
        assert answer.json()["detail"] == "没有这个项目。"
        assert answer["Content-Language"] == "zh-hans"

    @pytest.mark.parametrize("prefers", ["en-GB", "fr", "fr,en;q=0.5", "*", "", "x" * 600])
    def test_anything_else_is_english(self, alice_client: APIClient, prefers: str) -> None:
        answer = alice_client.get("/api/v1/projects/nowhere/", HTTP_ACCEPT_LANGUAGE=prefers)
        assert answer.json()["detail"] == "There is no such project."

    def test_every_error_of_an_answer(self, project: Project, alice: User, alice_client: APIClient) -> None:
        annotation = draft(project, alice)
        trace = factories.trace_body(onset_frame=50, offset_frame=900, categories=["nope"])
        answer = alice_client.put(
            f"/api/v1/annotations/{annotation.pk}/",
            {"verdict": "maybe", "note": 7, "traces": [trace]},
            HTTP_IF_MATCH=f'"{annotation.revision}"',
            **CHINESE,
        )
        assert answer.status_code == 400
        errors = answer.json()["errors"]
        assert {"verdict", "note", "traces.0.offset_frame"} <= {each["field"] for each in errors}
        assert [each for each in errors if not has_chinese(each["detail"])] == []
        assert [each for each in errors if not each["code"].isascii()] == []

    def test_what_a_submit_lacks(self, project: Project, alice: User, alice_client: APIClient) -> None:
        annotation = draft(project, alice)
        answer = alice_client.post(
            f"/api/v1/annotations/{annotation.pk}/submit/",
            HTTP_IF_MATCH=f'"{annotation.revision}"',
            **CHINESE,
        )
        assert answer.status_code == 422
        assert [each for each in answer.json()["errors"] if not has_chinese(each["detail"])] == []

    def test_django_s_own_password_rules(self, alice: User, alice_client: APIClient) -> None:
        alice.set_password(factories.PASSWORD)
        alice.save()
        body = {"current": factories.PASSWORD, "new": "12345"}
        client = client_for(alice)
        answer = client.post("/api/v1/me/password/", body, **CHINESE)
        assert answer.status_code == 400
        assert [each for each in answer.json()["errors"] if not has_chinese(each["detail"])] == []


class TestStoredTexts:
    """Texts of jobs are stored in English with their code, and translated for whoever looks."""

    def test_why_a_video_failed(self, project: Project, ada_client: APIClient) -> None:
        error = MediaTooLongError(seconds=90, limit=60)
        video = factories.video_make(
            project, status=Video.Status.FAILED, failure_code=error.code, failure_detail=error.message
        )
        url = f"/api/v1/videos/{video.pk}/"
        assert ada_client.get(url).json()["failure"]["detail"] == error.message
        failure = ada_client.get(url, **CHINESE).json()["failure"]
        assert failure["code"] == "media_too_long"
        assert failure["detail"] == "视频时长为 90 秒，上限为 60 秒。请剪成较短的片段。"
        video.refresh_from_db()
        assert video.failure_detail == error.message

    def test_why_a_job_failed_and_which_rows_were_bad(
        self, project: Project, ada: User, ada_client: APIClient
    ) -> None:
        row = {
            "row": 0,
            "field": "split",
            "code": "unknown_choice",
            "detail": "This must be one of: train, val.",
        }
        result = {"rows": 1, "created": 0, "unchanged": 0, "errors": [row]}
        job = Job.objects.create(kind="import", project=project, created_by=ada, status="done", result=result)
        url = f"/api/v1/imports/{job.pk}/"
        (found,) = ada_client.get(url, **CHINESE).json()["result"]["errors"]
        assert found == row | {"detail": "必须是以下之一：train, val。"}
        Job.objects.filter(pk=job.pk).update(
            status="failed", error_code="cancelled", error_detail="The job was cancelled."
        )
        error = ada_client.get(url, **CHINESE).json()["error"]
        assert error == {"code": "cancelled", "detail": "任务已取消。"}


class TestWhatProgramsRead:
    """Exports, events and documents are English whatever the person's language is."""

    def test_a_release_is_the_same(self, project: Project, alice: User, bob: User, tmp_path: Path) -> None:
        annotation = submitted(project, alice)
        gold_from_annotation(annotation=annotation, actor=bob)
        english = export_rows(project, tmp_path / "en")
        with translation.override("zh-hans"):
            chinese = export_rows(project, tmp_path / "zh")
        assert json.dumps(english) == json.dumps(chinese)
        assert all(tag.isascii() for row in english for tag in row["faketrace_check_applies"])

    def test_events_are_the_same(self, project: Project, alice: User, alice_client: APIClient) -> None:
        annotation = draft(project, alice)
        body = {"verdict": "real", "note": "", "traces": []}
        url = f"/api/v1/annotations/{annotation.pk}/"
        answer = alice_client.put(url, body, HTTP_IF_MATCH=f'"{annotation.revision}"', **CHINESE)
        alice_client.post(f"{url}submit/", HTTP_IF_MATCH=answer["ETag"], **CHINESE)
        events = Event.objects.filter(subject_id=str(annotation.pk))
        assert "annotation.submitted" in {event.action for event in events}
        assert all(json.dumps(event.facts, ensure_ascii=False).isascii() for event in events)

    def test_csv_headers_are_the_same(self, project: Project, rita_client: APIClient) -> None:
        url = f"/api/v1/projects/{project.slug}/activity.csv"
        english, chinese = rita_client.get(url), rita_client.get(url, **CHINESE)
        assert english.status_code == 200
        first = next(csv.reader(body_of(english).splitlines()))
        assert first == next(csv.reader(body_of(chinese).splitlines()))
        assert all(name.isascii() for name in first)

    def test_the_api_description_is_the_same(self, client: Client) -> None:
        english = client.get("/api/schema/", headers={"accept-language": "en"}).content
        assert client.get("/api/schema/", headers={"accept-language": "zh-Hans"}).content == english

    def test_category_keys_and_names_are_those_of_the_project(
        self, project: Project, alice_client: APIClient
    ) -> None:
        url = f"/api/v1/projects/{project.slug}/"
        assert alice_client.get(url, **CHINESE).json() == alice_client.get(url).json()


def body_of(response: Any) -> str:
    """The text of a plain or a streamed response."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


class TestAdmin:
    """The admin pages have no English label left in Chinese."""

    @pytest.fixture
    def staff_client(self, db: None) -> Client:
        client = Client(headers={"accept-language": "zh-Hans"})
        staff = factories.user_make("root", is_staff=True)
        client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def test_the_index(self, staff_client: Client) -> None:
        page = staff_client.get(reverse("admin:index")).content.decode()
        assert "人员、项目及其他" in page
        assert "队列条目" in page and "queue entries" not in page.lower()

    def test_labels_choices_and_actions(self, staff_client: Client, project: Project) -> None:
        factories.video_make(project)
        page = staff_client.get(reverse("admin:annotations_video_changelist")).content.decode()
        assert "重新处理所选视频" in page
        assert (
            "帧数"
            in staff_client.get(
                reverse("admin:annotations_video_change", args=[Video.objects.get().pk])
            ).content.decode()
        )

    def test_the_cookie_of_the_browser_interface_decides(self, staff_client: Client) -> None:
        staff_client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        page = staff_client.get(reverse("admin:index")).content.decode()
        assert "People, projects and everything else" in page

    def test_people_are_stored_with_english_roles(self, project: Project, alice: User) -> None:
        with translation.override("zh-hans"):
            membership = alice.memberships.get()
            assert (membership.role, str(membership.get_role_display())) == ("annotator", "标注员")
        assert get_user_model().objects.get(pk=alice.pk).username == alice.username
