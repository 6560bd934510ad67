from django.db import migrations, models


class Migration(migrations.Migration):
    """Tombstones are found by an index: few rows, so it is soon made."""

    dependencies = [
        ("annotations", "0022_lists_in_order"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="video",
            index=models.Index(
                condition=models.Q(("taken_down_at__isnull", False)),
                fields=["project"],
                name="video_taken_down",
            ),
        ),
    ]
