from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CARD = """# Motion heuristic

Marks moments where the picture jumps in ways that its motion does not explain, and drafts a box around them.
It has no weights, knows nothing of what is shown and never gives a verdict. Clean clips raise marks as well.
"""


def motion_make(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    version = apps.get_model("models_service", "ModelVersion")
    version.objects.get_or_create(
        backend="motion", project=None, defaults={"name": "Motion heuristic", "version": "1", "card": CARD}
    )


class Migration(migrations.Migration):
    dependencies = [("models_service", "0002_suggestions")]

    operations = [migrations.RunPython(motion_make, migrations.RunPython.noop)]
