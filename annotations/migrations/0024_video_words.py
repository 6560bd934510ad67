"""What the explorer looks for words in: an index of the parts of texts, on PostgreSQL."""

from django.db import migrations

from annotations.migrations._trigrams import TrigramIndex


class Migration(migrations.Migration):
    """Finds a video by a part of its name, prompt or source without reading all of them."""

    dependencies = [("annotations", "0023_video_taken_down_index")]
    operations = [TrigramIndex("video_words", "annotations_video", ("video_id", "prompt", "source"))]
