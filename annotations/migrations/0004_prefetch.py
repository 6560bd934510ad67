"""Who may read the video that probably comes next."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the table of prefetches."""

    dependencies = [("annotations", "0003_event_append_only")]
    operations = [
        migrations.CreateModel(
            name="Prefetch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prefetches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "video",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prefetches",
                        to="annotations.video",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "prefetches",
                "constraints": [models.UniqueConstraint(fields=("person", "video"), name="prefetch_unique")],
            },
        ),
    ]
