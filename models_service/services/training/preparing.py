"""What the training program needs, written into the run's folder: its config and the release's samples."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings

from annotations.benchmark.reader import rows_read
from annotations.benchmark.row import BenchmarkRow
from annotations.models import FrameTableRecord, Project, Video
from annotations.services.video_files import video_path
from models_service.errors import NothingToTrainError
from models_service.models import ModelVersion, TrainingRun
from models_service.training.config import (
    TRAINABLE_BACKENDS,
    ModelFiles,
    RunFolder,
    TrainingConfig,
    TrainingSettings,
)
from models_service.training.folders import model_folders
from models_service.training.outcome import json_write
from models_service.training.samples import TRAIN, ClipFile, Sample, samples_of, samples_write
from reviewers.models import Release
from reviewers.releases.build import ROWS_FILE
from reviewers.releases.options import ReleaseOptions
from reviewers.services.releases import release_file

FOLDER = "training"
FOLDER_MODE = 0o750


def run_folder(run: TrainingRun) -> RunFolder:
    """Where the files of a run lie: a name made of its id, below the model root."""
    return RunFolder(Path(settings.MODELS_DIR) / FOLDER / run.pk.hex)


def run_prepare(run: TrainingRun) -> dict[str, int]:
    """Write config and samples; again they are the same. Returns the number of samples by split."""
    folder = run_folder(run)
    folder.path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    by_split = release_samples(run.release)
    if not by_split[TRAIN]:
        raise NothingToTrainError("The release has no training row with media.", release=run.release.version)
    for split, samples in by_split.items():
        samples_write(folder.samples(split), samples)
    json_write(folder.config, run_config(run).as_json())
    return {split: len(samples) for split, samples in by_split.items()}


def run_config(run: TrainingRun) -> TrainingConfig:
    """What the training program is told."""
    compared = {"base": model_files(run.base)}
    active = run.active
    # One that answers from a server of its own is measured by an evaluation of its own.
    if active is not None and active != run.base and active.backend in TRAINABLE_BACKENDS:
        compared["active"] = model_files(active)
    return TrainingConfig(
        models_dir=str(Path(settings.MODELS_DIR).resolve()),
        base=compared["base"],
        method=run.method,
        ablation=run.ablation,
        seed=run.seed,
        settings=TrainingSettings(**run.options),
        compared=compared,
        device_share=settings.GPU_MEMORY_PERCENT / 100,
    )


def model_files(version: ModelVersion) -> ModelFiles:
    """Which files a model version is; WeightsUnusableError where they must not be loaded."""
    files = ModelFiles(
        backend=version.backend,
        folder=version.folder,
        adapter=version.adapter,
        version=version.version,
        coordinates=version.coordinates,
        prompt_version=version.prompt_version,
    )
    model_folders(Path(settings.MODELS_DIR), files)
    return files


def release_samples(release: Release) -> dict[str, list[Sample]]:
    """The samples of a release by split, with the media as they lie on this machine."""
    rows = release_rows(release)
    clips = clips_of(project=release.project, video_ids={row.video_id for row in rows})
    return samples_of(rows, clips)


def release_rows(release: Release) -> list[BenchmarkRow]:
    """The rows of a release as it was stored; frames 0-based whatever base it was written with."""
    source = release_file(release=release, name=ROWS_FILE)
    base = ReleaseOptions.from_json(release.options).frame_base
    with Path(source.path).open("rb") as stream:
        return [row for _, row in rows_read(stream, frame_base=base) if isinstance(row, BenchmarkRow)]


def clips_of(*, project: Project, video_ids: Iterable[str]) -> Mapping[str, ClipFile]:
    """The media of these videos by `video_id`; those that are gone, or were never there, are left out."""
    videos = Video.objects.filter(
        project=project, taken_down_at=None, metadata_only=False, status=Video.Status.READY
    ).select_related("frame_table")
    wanted = set(video_ids)
    found = (video for video in videos.iterator(chunk_size=500) if video.video_id in wanted)
    return {video.video_id: clip for video in found if (clip := _clip(video)) is not None}


def _clip(video: Video) -> ClipFile | None:
    record: FrameTableRecord | None = getattr(video, "frame_table", None)
    path = video_path(video)
    if record is None or not path.is_file() or not video.width or not video.height:
        return None
    frames = {
        "time_base": [record.time_base_num, record.time_base_den],
        "pts": record.pts,
        "end_pts": record.end_pts,
        "key_frames": record.key_frames,
    }
    return ClipFile(str(path), video.sha256, video.width, video.height, frames)
