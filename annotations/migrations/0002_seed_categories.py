"""The paper's nine categories plus Other as templates, and what the released raw tags mean."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# key, name, definition, example: reference "the paper", arXiv 2509.22646, section on categories.
CATEGORIES = [
    (
        "object_distortion",
        "Object Distortion",
        "An object's shape is abnormal: it melts, stretches or bends like rubber.",
        "A spoon bends while it is lifted.",
    ),
    (
        "sudden_blurring",
        "Sudden Blurring",
        "A subject abruptly loses its definition while the rest of the picture stays sharp.",
        "A face turns soft for a few frames.",
    ),
    (
        "object_trajectory",
        "Object Trajectory",
        "An object moves along a path that it could not take in reality.",
        "A ball changes direction in mid-air.",
    ),
    (
        "redundant_object",
        "Redundant Object",
        "An extra element appears.",
        "A third arm; a tree that was not there.",
    ),
    ("object_merging", "Object Merging", "Distinct objects fuse into one.", "Two hands melt into one."),
    ("object_splitting", "Object Splitting", "One object divides into several.", "A cup becomes two cups."),
    (
        "background_distortion",
        "Background Distortion",
        "The background warps, stretches or ripples.",
        "A wall waves as somebody walks past it.",
    ),
    (
        "object_disappearance",
        "Object Disappearance",
        "A visible element suddenly vanishes; unlike merging, nothing takes it in.",
        "A bird is gone from one frame to the next.",
    ),
    (
        "unexpected_move",
        "Unexpected Move",
        "A thing that is normally static moves without cause.",
        "A parked car slides sideways.",
    ),
    (
        "other",
        "Other",
        "An artefact that none of the others describes; name it in the tag.",
        "A shadow without an object.",
    ),
]

# The tags of the released file are free text from a labelling tool; lower case, single spaces.
RAW_TAGS = {
    "shape distortion": "object_distortion",
    "object distortion": "object_distortion",
    "distortion": "object_distortion",
    "sudden blurring": "sudden_blurring",
    "sudden blur": "sudden_blurring",
    "blurring": "sudden_blurring",
    "blur": "sudden_blurring",
    "object trajectory": "object_trajectory",
    "weird trajectory": "object_trajectory",
    "unnatural trajectory": "object_trajectory",
    "weird motion": "object_trajectory",
    "redundant object": "redundant_object",
    "extra object": "redundant_object",
    "object merging": "object_merging",
    "merging": "object_merging",
    "object splitting": "object_splitting",
    "splitting": "object_splitting",
    "background distortion": "background_distortion",
    "object disappearance": "object_disappearance",
    "disappearance": "object_disappearance",
    "sudden disappearance": "object_disappearance",
    "unexpected move": "unexpected_move",
    "unexpected movement": "unexpected_move",
    "other": "other",
}


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the template rows."""
    category = apps.get_model("annotations", "Category")
    category.objects.bulk_create(
        category(key=key, name=name, definition=definition, example=example, position=position)
        for position, (key, name, definition, example) in enumerate(CATEGORIES, start=1)
    )
    raw_tag = apps.get_model("annotations", "RawTag")
    raw_tag.objects.bulk_create(raw_tag(tag=tag, category_key=key) for tag, key in RAW_TAGS.items())


def unseed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the template rows."""
    apps.get_model("annotations", "Category").objects.filter(project=None).delete()
    apps.get_model("annotations", "RawTag").objects.filter(project=None).delete()


class Migration(migrations.Migration):
    """Seeds the templates that every new project copies."""

    dependencies = [("annotations", "0001_initial")]
    operations = [migrations.RunPython(seed, unseed)]
