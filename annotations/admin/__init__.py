"""The admin pages of the core, one file per group of nouns."""

from annotations.admin import annotation, job, person, project, video, work

__all__ = ["annotation", "job", "person", "project", "video", "work"]
