"""Gold may be the known truth about a forged clip."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the rule `forged`."""

    dependencies = [
        ("reviewers", "0010_calibration"),
    ]

    operations = [
        migrations.AlterField(
            model_name="gold",
            name="rule",
            field=models.CharField(
                choices=[
                    ("accepted", "Accepted"),
                    ("adjudicated", "Adjudicated"),
                    ("agreement", "Agreement"),
                    ("forged", "Forged"),
                    ("import", "Import"),
                    ("reverted", "Reverted"),
                ],
                max_length=16,
            ),
        ),
    ]
