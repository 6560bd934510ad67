"""Which files a run may start from: by the very rule of the back end that serves the model."""

from pathlib import Path

from models_service.backends.base import BackendConfig
from models_service.backends.registry import backend_class
from models_service.training.config import ModelFiles


def model_folders(root: Path, files: ModelFiles) -> list[Path]:
    """The folder of the weights and of the adapter, if there is one, below the model root.

    Raises WeightsUnusableError for links that lead out, code in a config, pickles, and other kinds of models.
    """
    backend = backend_class(files.backend)
    config = BackendConfig(models_dir=root, folder=files.folder, adapter=files.adapter)
    folders: list[Path] = backend(config).folders()
    return folders
