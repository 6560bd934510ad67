"""What views share: who asks, and lists that go by cursor."""

from collections.abc import Callable
from typing import Any, cast

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from annotations.models import User
from annotations.pagination import CursorPagination


def person_of(request: Request) -> User:
    """The signed-in person: the permission class has let nobody else through."""
    return cast(User, request.user)


class PagedView(APIView):
    """A view whose GET answers a list by cursor; `ordering` must end in a unique field."""

    pagination_class = CursorPagination
    ordering: tuple[str, ...] = CursorPagination.ordering

    def page(
        self,
        request: Request,
        rows: QuerySet[Any],
        serializer: type[BaseSerializer[Any]],
        shape: Callable[[list[Any]], list[Any]] = list,
        **context: Any,
    ) -> Response:
        """One page of `rows`, made into what `serializer` takes by `shape`."""
        paginator = self.pagination_class()
        paginator.ordering = self.ordering  # type: ignore[assignment]  # the stubs count its length
        page = shape(paginator.paginate_queryset(rows, request, view=self) or [])
        return paginator.get_paginated_response(
            serializer(page, many=True, context={"viewer": person_of(request), **context}).data
        )
