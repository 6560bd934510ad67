"""Model versions: registered from a folder below the model root, activated, discarded."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from annotations.errors import InvalidInputError, NotFoundError, NotYoursError
from annotations.models import Project, User
from annotations.selectors.access import Role, role_require
from annotations.services.events import event_record
from models_service.errors import ModelActiveError, ModelExistsError, ModelNotReadyError
from models_service.models import ActiveModel, ModelVersion

REMOTE = frozenset({"openai"})  # the folder is the name that the server knows the model by
SMALL_BYTES = 2**20
SAMPLE_BYTES = 2**16
SAMPLE_EVERY = 2**26


@transaction.atomic
def model_create(*, actor: User, project: Project | None, **fields: Any) -> ModelVersion:
    """Register weights that lie below the model root; `fields`: name, backend, folder, adapter, ...

    A version without a project is the site's and takes a site admin.
    """
    admin_require(project, actor)
    version = weights_fingerprint(
        backend=fields["backend"], folder=fields["folder"], adapter=fields["adapter"]
    )
    try:
        with transaction.atomic():
            model = ModelVersion.objects.create(project=project, version=version, created_by=actor, **fields)
    except IntegrityError as error:
        known = ModelVersion.objects.filter(backend=fields["backend"], version=version, project=project)
        existing = known.values_list("pk", flat=True).first()
        if existing is None:
            raise
        raise ModelExistsError("These weights are registered already.", existing=str(existing)) from error
    facts = {"backend": model.backend, "version": version}
    event_record(action="model.created", subject=model, actor=actor, project=project, facts=facts)
    return model


@transaction.atomic
def model_activate(*, model: ModelVersion, project: Project, actor: User) -> ModelVersion:
    """Let this version speak in the project, instead of the one before."""
    role_require(project=project, user=actor, roles=[Role.ADMIN])
    if model.project_id not in (None, project.pk):
        raise NotFoundError("There is no such model version.")
    if model.status != ModelVersion.Status.READY:
        raise ModelNotReadyError("Only a version that is ready can speak.", state=model.status)
    values = {"model_version": model, "activated_by": actor, "activated_at": timezone.now()}
    ActiveModel.objects.update_or_create(project=project, defaults=values)
    event_record(action="model.activated", subject=model, actor=actor, project=project)
    return model


@transaction.atomic
def model_discard(*, model: ModelVersion, actor: User) -> ModelVersion:
    """Take a version out of use; what it said stays."""
    admin_require(model.project, actor)
    if ActiveModel.objects.filter(model_version=model).exists():
        raise ModelActiveError("This version speaks in a project: activate another one there first.")
    ModelVersion.objects.filter(pk=model.pk).update(status=ModelVersion.Status.DISCARDED)
    model.status = ModelVersion.Status.DISCARDED
    event_record(action="model.discarded", subject=model, actor=actor, project=model.project)
    return model


def admin_require(project: Project | None, actor: User) -> None:
    """Its project's admin, or a site admin for what every project may use."""
    if project is not None:
        role_require(project=project, user=actor, roles=[Role.ADMIN])
    elif not actor.is_staff:
        raise NotYoursError("Only a site admin can change what every project may use.")


def weights_fingerprint(*, backend: str, folder: str, adapter: str) -> str:
    """Tell weights apart without reading gigabytes: names, sizes, small files, samples of large ones."""
    if backend in REMOTE:
        return folder[:80]
    digest = hashlib.sha256()
    for field, name in (("folder", folder), ("adapter", adapter)):
        if name or field == "folder":
            _digest_add(digest, weights_folder(name, field=field))
    return digest.hexdigest()


def weights_folder(name: str, *, field: str = "folder") -> Path:
    """A folder with safetensors below the model root; InvalidInputError for anything else."""
    root = Path(settings.MODELS_DIR)
    path = (root / name).resolve()
    is_below = name != "" and path != root and path.is_relative_to(root)
    if not is_below or not path.is_dir():
        raise _wrong(field, "no_folder", "There is no such folder below the model root.")
    if not any(path.glob("*.safetensors")):
        raise _wrong(field, "no_weights", "This folder holds no safetensors weights.")
    return path


def _digest_add(digest: Any, folder: Path) -> None:
    for path in sorted(each for each in folder.iterdir() if each.is_file()):
        size = path.stat().st_size
        digest.update(f"{path.name}\0{size}\0".encode())
        with path.open("rb") as stream:
            for start in [0] if size <= SMALL_BYTES else range(0, size, SAMPLE_EVERY):
                stream.seek(start)
                digest.update(stream.read(SMALL_BYTES if size <= SMALL_BYTES else SAMPLE_BYTES))


def _wrong(field: str, code: str, detail: str) -> InvalidInputError:
    return InvalidInputError([{"field": field, "code": code, "detail": detail}])
