"""The project `million`: `python -m bench.million.generator VIDEOS` fills the PostgreSQL of DATABASE_URL.

Everything follows from a video's number, so that the same number of videos gives the same rows. Of the
videos, nine in ten have gold, one in twenty waits for a reviewer, one in twenty for annotators. There are two
answers to a video that has any, a third one to every tenth: twice as many answers as videos.
"""

import os
import sys
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deeptrace_site.settings")
django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from annotations import models as core  # noqa: E402
from bench.million.rows import indexes_drop, indexes_make, insert, unchecked  # noqa: E402
from reviewers import models as judging  # noqa: E402
from reviewers.services.reactions.registry import reactions  # noqa: E402

SLUG = "million"
ANNOTATORS, REVIEWERS = 200, 20
ASKER = "asker"  # an annotator without any work yet
FRAMES = 150
SPACING = "interval '10 seconds'"
BOX = '{{"frame": {}, "left": 300, "top": 100, "width": 300, "height": 200}}'
KEYFRAMES = ", ".join(BOX.format(frame) for frame in (20, 40, 59))
TEXT = "'The hand melts into the cup, take ' || n"
CATEGORIES = "jsonb_build_array((ARRAY{keys})[1 + n % {count}], (ARRAY{keys})[1 + (n / 7) % {count}])"


def million_generate(videos: int) -> None:
    """Fill the database; a few minutes for a million videos."""
    people_make()
    unchecked()
    made = indexes_drop()
    for write in (videos_write, answers_write, queue_write, gold_write, agreement_write, record_write):
        _timed(write, videos)
    _timed(lambda _: indexes_make(made), videos)


def people_make() -> None:
    """The project, its categories, annotators, reviewers, an admin, and somebody who asks."""
    templates = list(core.Category.objects.filter(project=None))
    project = core.Project.objects.create(slug=SLUG, name="A million videos", overlap=2)
    for template in templates:
        template.pk, template.project = None, project
    core.Category.objects.bulk_create(templates)
    names = [f"annotator{n}" for n in range(ANNOTATORS)] + [f"reviewer{n}" for n in range(REVIEWERS)]
    roles = ["annotator"] * ANNOTATORS + ["reviewer"] * REVIEWERS
    password = make_password(None)
    everybody = [*names, ASKER, "desk", "chief"]
    people = core.User.objects.bulk_create(core.User(username=n, password=password) for n in everybody)
    held = zip(people, [*roles, "annotator", "reviewer", "admin"], strict=True)
    core.Membership.objects.bulk_create(
        core.Membership(project=project, user=person, role=role) for person, role in held
    )


def videos_write(videos: int) -> None:
    """Videos with the jobs that took them in."""
    series, born = f"generate_series(1, {videos}) n", _born(videos)
    insert(
        core.Video,
        series,
        id="md5('video' || n)::uuid",
        project=_project(),
        video_id="'clip-' || lpad(n::text, 8, '0')",
        kind="CASE WHEN n % 2 = 0 THEN 'fake' ELSE 'real' END",
        source="(ARRAY['Gen-3', 'Kling 1.0', 'Kling 1.5', 'Pika 1.5', 'Sora'])[1 + n % 5]",
        prompt="'prompt ' || n",
        split="(ARRAY['train', 'train', 'train', 'val', 'test'])[1 + (n / 5) % 5]",
        sha256="md5('a' || n) || md5('b' || n)",
        status="'ready'",
        standing=f"CASE WHEN n <= {videos * 9 // 10} THEN 'gold'"
        f" WHEN n <= {videos * 19 // 20} THEN 'answered' ELSE 'unanswered' END",
        width="1280",
        height="720",
        frame_rate_num="30",
        frame_rate_den="1",
        frame_count=str(FRAMES),
        duration_us="5000000",
        created_at=born,
    )
    insert(
        core.Job,
        series,
        id="md5('job' || n)::uuid",
        kind="'ingest'",
        project=_project(),
        idempotency_key="'ingest:' || md5('video' || n)::uuid",
        status="'done'",
        progress="1",
        created_at=born,
        finished_at=born,
    )


def answers_write(videos: int) -> None:
    """Assignments, answers, traces, what was handed in, and the time it took."""
    source, born = _answers(videos), _born(videos)
    handed_in = f"{born} + interval '1 day'"
    state = f"CASE WHEN n <= {videos * 9 // 10} THEN 'accepted' ELSE 'submitted' END"
    verdict = "CASE WHEN n % 2 = 0 THEN 'fake' ELSE 'real' END"
    whose = {"project": _project(), "video": "md5('video' || n)::uuid"}
    answer = "md5('answer' || n || '-' || k)::uuid"
    assignment = "md5('task' || n || '-' || k)::uuid"
    insert(
        core.Assignment,
        source,
        id=assignment,
        person=_person(),
        purpose="'annotate'",
        entry=_entry(videos),
        status="'done'",
        created_at=born,
        **whose,
    )
    insert(
        core.Annotation,
        source,
        id=answer,
        annotator=_person(),
        assignment=assignment,
        status=state,
        revision="3",
        verdict=verdict,
        created_at=born,
        updated_at=handed_in,
        submitted_at=handed_in,
        **whose,
    )
    insert(
        core.Trace,
        f"{source} WHERE n % 2 = 0",
        id="md5('trace' || n || '-' || k)::uuid",
        annotation=answer,
        **_trace(),
    )
    insert(
        core.AnnotationRevision,
        source,
        annotation=answer,
        revision="2",
        status="'submitted'",
        answer=f"jsonb_build_object('verdict', {verdict}, 'note', '', 'traces', '[]'::jsonb)",
        made_by=_person(),
        made_at=handed_in,
    )
    insert(core.ActivityTotal, source, annotation=answer, active_ms="20000 + (n * 7 + k) % 90000")
    insert(
        core.ActivitySlice,
        source,
        id="md5('slice' || n || '-' || k)::uuid",
        annotation=answer,
        started_at=born,
        active_ms="20000 + (n * 7 + k) % 90000",
        keyboard="9",
        pointer="9",
    )


def queue_write(videos: int) -> None:
    """The annotators' queue, the reviewers' queue, and what every video needs."""
    answered, judged = videos * 19 // 20, videos * 9 // 10
    video = "md5('video' || n)::uuid"
    insert(
        core.QueueEntry,
        _answers(videos),
        id=_entry(videos),
        project=_project(),
        video=video,
        purpose="'annotate'",
        slot="k",
        status="'done'",
        holder=_person(),
        claim="md5('task' || n || '-' || k)::uuid",
    )
    insert(
        core.QueueEntry,
        f"generate_series({answered + 1}, {videos}) n, generate_series(0, 1) k",
        id=_entry(videos),
        project=_project(),
        video=video,
        purpose="'annotate'",
        slot="k",
        status="'open'",
    )
    waiting = f"generate_series({judged + 1}, {answered}) n"
    insert(
        core.QueueEntry,
        waiting,
        id=f"{videos * 4} + n",
        project=_project(),
        video=video,
        purpose="'review'",
        priority="n % 5000",
        status="'open'",
    )
    differs = "(n % 10 = 0)"
    insert(
        judging.ReviewCase,
        f"generate_series(1, {answered}) n",
        video=video,
        project=_project(),
        handed_in=f"CASE WHEN n <= {videos // 10} THEN 3 ELSE 2 END",
        is_complete="true",
        conflicts="CASE WHEN n % 10 = 0 THEN '{\"box_apart\": 1}' ELSE '{}' END::jsonb",
        score="CASE WHEN n % 10 = 0 THEN 0.4 ELSE 0.1 END",
        gold_version=f"(n <= {judged})::int",
        waiting_since=f"{_born(videos)} + interval '1 day'",
        needs_waiting=f"n > {judged}",
        needs_disagreement=f"n > {judged} AND {differs}",
        is_open=f"n > {judged}",
        priority="n % 5000",
    )


def gold_write(videos: int) -> None:
    """Gold with its traces, who accepted what, and what reviewers have looked at."""
    judged = videos * 9 // 10
    gold, made = "md5('gold' || n)::uuid", f"{_born(videos)} + interval '2 days'"
    reviewer = f"{_first('reviewer0')} + n % {REVIEWERS}"
    series = f"generate_series(1, {judged}) n"
    insert(
        judging.Gold,
        series,
        id=gold,
        video="md5('video' || n)::uuid",
        version="1",
        verdict="CASE WHEN n % 2 = 0 THEN 'fake' ELSE 'real' END",
        rule="'accepted'",
        annotations="jsonb_build_array(md5('answer' || n || '-0')::uuid)",
        made_by=reviewer,
        made_at=made,
    )
    insert(
        judging.GoldTrace,
        f"{series} WHERE n % 2 = 0",
        id="md5('goldtrace' || n)::uuid",
        gold=gold,
        sources="jsonb_build_array(md5('trace' || n || '-0')::uuid)",
        **_trace(),
    )
    insert(
        judging.Review,
        f"{_answers(videos)} WHERE n <= {judged}",
        id="md5('review' || n || '-' || k)::uuid",
        annotation="md5('answer' || n || '-' || k)::uuid",
        reviewer=reviewer,
        decision="'accept'",
        revision="2",
        at=made,
    )
    insert(core.Look, series, person=reviewer, video="md5('video' || n)::uuid", at=made)


def agreement_write(videos: int) -> None:
    """What is kept of answers and pairs of answers."""
    terms = f"(k * {videos} + n)"
    insert(
        judging.AnswerTerms,
        _answers(videos),
        id=terms,
        project=_project(),
        video="md5('video' || n)::uuid",
        annotation="md5('answer' || n || '-' || k)::uuid",
        annotator=_person(),
        revision="2",
        handed_in_at=f"{_born(videos)} + interval '1 day'",
        verdict="CASE WHEN n % 2 = 0 THEN 'fake' ELSE 'real' END",
        traces=f"CASE WHEN n % 2 = 0 THEN jsonb_build_array(jsonb_build_array(20, 60, {_categories()}))"
        " ELSE '[]' END",
    )
    pairs = f"generate_series(1, {videos * 19 // 20}) n, (VALUES (0, 1), (0, 2), (1, 2)) p(a, b)"
    insert(
        judging.PairTerms,
        f"{pairs} WHERE b = 1 OR n <= {videos // 10}",
        project=_project(),
        left=f"a * {videos} + n",
        right=f"b * {videos} + n",
        overlaps="CASE WHEN n % 2 = 0 THEN '[[0, 0, 0.8, 0.6, 0.7, 0.5]]' ELSE '[]' END::jsonb",
        texts_compared="true",
    )


def record_write(videos: int) -> None:
    """The record of events, read to its end by every reaction; releases, threads."""
    insert(
        core.Event,
        f"{_answers(videos)} ORDER BY n",
        at=f"{_born(videos)} + interval '1 day'",
        actor=_person(),
        action="'annotation.submitted'",
        project=_project(),
        subject_type="'annotation'",
        subject_id="md5('answer' || n || '-' || k)::uuid",
        facts="'{}'::jsonb",
    )
    chief = _first("chief")
    insert(
        judging.Release,
        "generate_series(1, 300) n",
        id="md5('release' || n)::uuid",
        project=_project(),
        version="n",
        made_by=chief,
        created_at=f"{_born(300)}",
        finished_at=f"{_born(300)}",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM annotations_event")
        (newest,) = cursor.fetchone()
    judging.ReactionCursor.objects.bulk_create(
        [judging.ReactionCursor(name=reaction.name, position=newest) for reaction in reactions()],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["position"],
    )


def _answers(videos: int) -> str:
    """A row for each answer: video n, answer k."""
    answered = f"generate_series(1, {videos * 19 // 20}) n, generate_series(0, 1) k"
    third = f"generate_series(1, {videos // 10}) n"
    return f"(SELECT n, k FROM {answered} UNION ALL SELECT n, 2 FROM {third}) a(n, k)"  # noqa: S608


def _born(videos: int) -> str:
    """When video n was uploaded: the last one three days ago."""
    return f"'{timezone.now():%Y-%m-%d}'::timestamptz - interval '3 days' - ({videos} - n) * {SPACING}"


def _project() -> str:
    return str(core.Project.objects.get(slug=SLUG).pk)


def _first(name: str) -> str:
    """The id of a person; those made together follow each other."""
    return str(core.User.objects.get(username=name).pk)


def _person() -> str:
    """Who gave answer k on video n: no two answers of one person on a video."""
    return f"{_first('annotator0')} + (n + k * 67) % {ANNOTATORS}"


def _entry(videos: int) -> str:
    return f"k * {videos} + n"


def _categories() -> str:
    keys = list(core.Category.objects.filter(project=None).order_by("pk").values_list("key", flat=True))
    return CATEGORIES.format(keys=keys, count=len(keys))


def _trace() -> dict[str, str]:
    return {
        "onset_frame": "20",
        "offset_frame": "59",
        "categories": _categories(),
        "explanation": TEXT,
        "confidence": "3",
        "keyframes": f"'[{KEYFRAMES}]'::jsonb",
    }


def _timed(write: Callable[[int], None], videos: int) -> None:
    started = time.monotonic()
    write(videos)
    print(f"{write.__name__}: {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    million_generate(int(sys.argv[1]))
