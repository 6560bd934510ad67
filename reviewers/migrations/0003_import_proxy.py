"""Imports under their own name in the admin: the table of jobs."""

from django.db import migrations


class Migration(migrations.Migration):
    """Adds the proxy."""

    dependencies = [
        ("annotations", "0006_queue_entry_unfinished"),
        ("reviewers", "0002_gold_rule_adjudicated"),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("annotations.job",),
        ),
    ]
