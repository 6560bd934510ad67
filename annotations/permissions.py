"""What a token may be used for. Object permissions are the selectors' business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS, BasePermission

from annotations.models import ApiToken

if TYPE_CHECKING:  # DRF's views read this module while they are being imported
    from rest_framework.request import Request
    from rest_framework.views import APIView

SCOPES = ("read", "annotate", "review", "manage", "reward")


class SignedInWithScope(BasePermission):
    """Signed in; a token also needs the view's scope (`required_scope`, for writes) or any scope to read.

    A view that names no `required_scope` can be written to by a session only.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether this request may reach the view at all."""
        if not request.user.is_authenticated:
            return False
        if not isinstance(request.auth, ApiToken):
            return True
        if request.method in SAFE_METHODS and not getattr(view, "session_only", False):
            return bool(set(request.auth.scopes) & set(SCOPES))
        return getattr(view, "required_scope", None) in request.auth.scopes
