"""The standing of the videos that are there, a few thousand at a time, while others go on working."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Case, Exists, Max, OuterRef, Value, When

BATCH = 2000
JUDGEABLE = ("submitted", "accepted", "returned")
STILL_WRITTEN = 1000  # events with lower numbers than the newest that others may be about to commit


def forwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The reaction keeps what happens from here on; run again after an interruption, it begins anew."""
    video = apps.get_model("annotations", "Video")
    if not video.objects.exists():
        return
    _cursor_set(apps)
    keys = video.objects.order_by("pk").values_list("pk", flat=True)
    batch = list(keys[:BATCH])
    while batch:
        video.objects.filter(pk__in=batch).update(standing=_standing(apps))
        batch = list(keys.filter(pk__gt=batch[-1])[:BATCH])


def _cursor_set(apps: Apps) -> None:
    newest = apps.get_model("annotations", "Event").objects.aggregate(newest=Max("pk"))["newest"] or 0
    apps.get_model("reviewers", "ReactionCursor").objects.get_or_create(
        name="standings", defaults={"position": max(0, newest - STILL_WRITTEN)}
    )


def _standing(apps: Apps) -> Case:
    golds = apps.get_model("reviewers", "Gold").objects.filter(video=OuterRef("pk"))
    answers = apps.get_model("annotations", "Annotation").objects.filter(video=OuterRef("pk"))
    return Case(
        When(Exists(golds), then=Value("gold")),
        When(Exists(answers.filter(status__in=JUDGEABLE)), then=Value("answered")),
        default=Value("unanswered"),
    )


class Migration(migrations.Migration):
    """Fills the column; the reaction `standings` goes on from the newest events."""

    atomic = False
    dependencies = [("reviewers", "0017_gold_trace_words"), ("annotations", "0026_video_standing")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
