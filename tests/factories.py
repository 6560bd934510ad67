"""Rows for tests; every argument can be overridden."""

import itertools
import uuid
from typing import Any

from annotations.models import (
    Category,
    FrameTableRecord,
    Membership,
    Project,
    RawTag,
    User,
    Video,
)

PASSWORD = "correct horse battery staple"
_number = itertools.count(1)


def user_make(username: str = "", **fields: Any) -> User:
    """A person; the password is PASSWORD only with `with_password=True` (hashing is slow on purpose)."""
    with_password = fields.pop("with_password", False)
    user = User(username=username or f"person{next(_number)}", **fields)
    if with_password:
        user.set_password(PASSWORD)
    else:
        user.set_unusable_password()
    user.save()
    return user


def project_make(slug: str = "", **fields: Any) -> Project:
    """A project with the template categories and raw tags."""
    slug = slug or f"project{next(_number)}"
    project = Project.objects.create(slug=slug, name=fields.pop("name", slug.title()), **fields)
    for template in Category.objects.filter(project=None):
        template.pk, template.project = None, project
        template.save()
    for tag in RawTag.objects.filter(project=None):
        RawTag.objects.create(project=project, tag=tag.tag, category_key=tag.category_key)
    return project


def member_make(project: Project, user: User, *roles: str) -> User:
    """Give a person roles in a project."""
    Membership.objects.bulk_create(Membership(project=project, user=user, role=role) for role in roles)
    return user


def video_make(project: Project, **fields: Any) -> Video:
    """A ready 640x360 video of 120 frames at 24 fps with its frame table, without a file."""
    number = next(_number)
    values: dict[str, Any] = {
        "video_id": f"clip-{number}",
        "kind": Video.Kind.FAKE,
        "status": Video.Status.READY,
        "sha256": f"{number:064x}",
        "width": 640,
        "height": 360,
        "frame_rate_num": 24,
        "frame_rate_den": 1,
        "frame_count": 120,
        "duration_us": 5_000_000,
    }
    video = Video.objects.create(project=project, **(values | fields))
    count = video.frame_count or 0
    FrameTableRecord.objects.create(
        video=video,
        time_base_num=1,
        time_base_den=24,
        pts=list(range(count)),
        end_pts=count,
        key_frames=[0],
    )
    return video


def trace_body(**fields: Any) -> dict[str, Any]:
    """A complete trace as the client sends it."""
    body: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "onset_frame": 12,
        "offset_frame": 57,
        "categories": ["object_merging"],
        "other_tag": "",
        "explanation": "The hand melts into the cup.",
        "confidence": 3,
        "keyframes": [{"frame": 12, "left": 85, "top": 51, "width": 201, "height": 153}],
        "origin": "human",
        "suggestion": None,
    }
    return body | fields
