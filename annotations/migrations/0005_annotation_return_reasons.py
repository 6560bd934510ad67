"""Why an annotation came back, where its annotator reads it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the list of reasons to the annotation."""

    dependencies = [("annotations", "0004_prefetch")]
    operations = [
        migrations.AddField(
            model_name="annotation",
            name="return_reasons",
            field=models.JSONField(
                blank=True, default=list, help_text="why it came back, oldest first: [{reasons, text, at}]"
            ),
        ),
    ]
