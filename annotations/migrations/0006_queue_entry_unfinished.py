"""One index for what a claim looks at: open entries and those whose lease may have run out."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Replaces the index of open entries by one of unfinished entries."""

    dependencies = [("annotations", "0005_annotation_return_reasons")]
    operations = [
        migrations.RemoveIndex(model_name="queueentry", name="queue_entry_open"),
        migrations.AddIndex(
            model_name="queueentry",
            index=models.Index(
                condition=~Q(status="done"),
                fields=["project", "purpose", "-priority", "id"],
                name="queue_entry_unfinished",
            ),
        ),
    ]
