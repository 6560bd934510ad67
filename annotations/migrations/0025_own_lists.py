from django.db import migrations, models


class Migration(migrations.Migration):
    """What a person has done and what came back to them, found without reading all of their answers."""

    dependencies = [
        ("annotations", "0024_video_words"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="annotation",
            index=models.Index(
                fields=["annotator", "project", "submitted_at", "status", "id"],
                name="annotation_progress",
            ),
        ),
        migrations.AddIndex(
            model_name="annotationrevision",
            index=models.Index(
                condition=models.Q(("status__in", ["returned", "accepted"])),
                fields=["annotation", "made_at"],
                name="revision_judged",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("purpose", "qualify")), fields=["person"], name="assignment_qualifying"
            ),
        ),
    ]
