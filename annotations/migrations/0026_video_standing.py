from django.db import migrations, models


class Migration(migrations.Migration):
    """What is known of a video stands with it, so that the few without an answer are found among many."""

    dependencies = [
        ("annotations", "0025_own_lists"),
    ]

    operations = [
        migrations.AddField(
            model_name="video",
            name="standing",
            field=models.CharField(
                choices=[("unanswered", "Unanswered"), ("answered", "Answered"), ("gold", "Gold")],
                db_default="unanswered",
                default="unanswered",
                help_text="kept by a reaction to answers and gold, seconds behind them",
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="video",
            index=models.Index(fields=["project", "standing", "video_id"], name="video_by_standing"),
        ),
    ]
