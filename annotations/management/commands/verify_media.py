"""`manage.py verify_media`: hash and read every stored video again and compare with the records."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from annotations.models import Video
from annotations.services.ingest import video_verify


class Command(BaseCommand):
    """Exits with 1 if anything is wrong; an interrupted run goes on with --after."""

    help = "Hash and read every stored video again; exits with 1 if anything differs from the records."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--project, --after."""
        parser.add_argument("--project", default="", help="the short name of one project; all otherwise")
        parser.add_argument("--after", type=UUID, help="go on after this video")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the videos in the order of their ids."""
        videos = _videos(options["project"], options["after"])
        total, bad = videos.count(), 0
        latest: UUID | None = options["after"]
        try:
            for number, video in enumerate(videos.iterator(chunk_size=100), start=1):
                bad += self._verified(video, f"{number}/{total}")
                latest = video.pk
        except KeyboardInterrupt:
            raise CommandError(f"Interrupted. Go on with: verify_media --after {latest}") from None
        self.stdout.write(f"{total - bad} of {total} videos are as recorded.")
        if bad:
            raise CommandError(f"{bad} of {total} videos are not as recorded.")

    def _verified(self, video: Video, place: str) -> bool:
        """Say what is wrong with a video; whether anything is."""
        problems = video_verify(video=video)
        if problems:
            self.stderr.write(f"[{place}] {video.pk} {video.video_id}: {'; '.join(problems)}")
        else:
            self.stdout.write(f"[{place}] {video.pk} as recorded")
        return bool(problems)


def _videos(project: str, after: UUID | None) -> QuerySet[Video]:
    videos = Video.objects.filter(metadata_only=False).order_by("id")
    if project:
        videos = videos.filter(project__slug=project)
    return videos.filter(id__gt=after) if after else videos
