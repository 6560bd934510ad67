"""The tables of the core, one file per noun."""

from annotations.models.activity import ActivitySlice, ActivityTotal
from annotations.models.annotation import (
    Annotation,
    AnnotationCopy,
    AnnotationRevision,
    SavedResponse,
    Trace,
)
from annotations.models.assignment import Assignment, Look, Prefetch, Purpose, QueueEntry
from annotations.models.event import Event
from annotations.models.job import Job
from annotations.models.person import (
    ApiToken,
    Invitation,
    Membership,
    OutsideIdentity,
    PasswordReset,
    SecondFactor,
    User,
)
from annotations.models.project import Category, Project, RawTag
from annotations.models.upload import Upload, UploadPart
from annotations.models.video import FrameTableRecord, Group, Video
from annotations.models.worker import Worker

__all__ = [
    "ActivitySlice",
    "ActivityTotal",
    "Annotation",
    "AnnotationCopy",
    "AnnotationRevision",
    "ApiToken",
    "Assignment",
    "Category",
    "Event",
    "FrameTableRecord",
    "Group",
    "Invitation",
    "Job",
    "Look",
    "Membership",
    "OutsideIdentity",
    "PasswordReset",
    "Prefetch",
    "Project",
    "Purpose",
    "QueueEntry",
    "RawTag",
    "SavedResponse",
    "SecondFactor",
    "Trace",
    "Upload",
    "UploadPart",
    "User",
    "Video",
    "Worker",
]
