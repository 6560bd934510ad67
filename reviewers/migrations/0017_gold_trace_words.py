"""The same for the explanations of gold."""

from django.db import migrations

from annotations.migrations._trigrams import TrigramIndex


class Migration(migrations.Migration):
    """Finds a trace by a part of its explanation without reading all of them."""

    dependencies = [("reviewers", "0016_kept_stats"), ("annotations", "0024_video_words")]
    operations = [TrigramIndex("gold_trace_words", "reviewers_goldtrace", ("explanation",))]
