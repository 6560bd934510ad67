"""Every migration only adds: the version before runs on the new tables (docs/operations/upgrade.md)."""

from collections.abc import Iterator

from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Field

OURS = ("annotations", "reviewers", "models_service")
TAKING = (
    operations.RemoveField,
    operations.DeleteModel,
    operations.RenameField,
    operations.RenameModel,
    operations.AlterModelTable,
    operations.RemoveConstraint,
    operations.AlterUniqueTogether,
)
# The last migration of each app that was there before anybody ran two versions side by side.
BEFORE_THE_FIRST_RELEASE = {"annotations": 21, "reviewers": 15, "models_service": 6}
# "app.migration" -> why it may take something away: which version stopped reading it.
CONTRACTED: dict[str, str] = {}


def walked() -> Iterator[tuple[Migration, Operation, ProjectState]]:
    """Each step of our migrations in their order, and the state before it."""
    loader = MigrationLoader(None)
    state = ProjectState(real_apps=loader.unmigrated_apps)
    plan = [key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf)]
    for key in dict.fromkeys(plan):
        migration = loader.graph.nodes[key]
        for operation in migration.operations:
            if key[0] in OURS:
                yield migration, operation, state
            operation.state_forwards(key[0], state)


def objection(migration: Migration, operation: Operation, state: ProjectState) -> str:
    """Why the version before could not go on after this step; empty where it could."""
    if isinstance(operation, TAKING):
        return "takes something away"
    if isinstance(operation, operations.AlterField):
        model = state.models[migration.app_label, operation.model_name_lower]
        return "narrows a column" if is_narrower(model.fields[operation.name], operation.field) else ""
    if isinstance(operation, operations.AddField) and is_after_first_release(migration):
        return (
            "" if may_be_left_out(operation.field) else "adds a column that the version before does not fill"
        )
    return ""


def is_narrower(before: "Field[object, object]", after: "Field[object, object]") -> bool:
    """Whether something that fitted the column would not any more."""
    if before.null and not after.null:
        return True
    if after.unique and not before.unique:
        return True
    lengths = (before.max_length, after.max_length)
    return lengths[1] is not None and (lengths[0] is None or lengths[1] < lengths[0])


def may_be_left_out(field: "Field[object, object]") -> bool:
    """A default of Django's is not the database's: only the new code would fill the column."""
    return field.null or field.many_to_many or field.db_default is not NOT_PROVIDED


def is_after_first_release(migration: Migration) -> bool:
    return int(migration.name[:4]) > BEFORE_THE_FIRST_RELEASE[migration.app_label]


def test_every_migration_only_adds() -> None:
    found = {}
    for migration, operation, state in walked():
        said = objection(migration, operation, state)
        if said:
            found[f"{migration.app_label}.{migration.name}"] = f"{operation.describe()}: {said}"
    assert {name: said for name, said in found.items() if name not in CONTRACTED} == {}
    assert set(CONTRACTED) <= set(found)
    assert all(CONTRACTED.values())


def test_a_step_that_takes_is_noticed() -> None:
    walk = list(walked())
    last, state = next((step, after) for step, _, after in reversed(walk) if step.app_label == "annotations")
    field = state.models["annotations", "video"].fields["status"]
    narrow = field.clone()
    narrow.max_length = field.max_length - 1
    later = Migration("9999_later", last.app_label)
    for step in (
        operations.RemoveField("video", "status"),
        operations.DeleteModel("video"),
        operations.RenameField("video", "status", "state"),
        operations.AlterField("video", "status", narrow),
        operations.AddField("video", "more", field.clone()),
    ):
        assert objection(later, step, state), step.describe()
    assert not objection(later, operations.AlterField("video", "status", field), state)
