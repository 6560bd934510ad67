"""Gold may be made by a reviewer's adjudication."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the rule `adjudicated`."""

    dependencies = [
        ("reviewers", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="gold",
            name="rule",
            field=models.CharField(
                choices=[
                    ("accepted", "Accepted"),
                    ("adjudicated", "Adjudicated"),
                    ("import", "Import"),
                    ("reverted", "Reverted"),
                ],
                max_length=16,
            ),
        ),
    ]
