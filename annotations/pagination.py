"""Lists go by cursor: `results`, `next`, `previous`."""

from rest_framework import pagination


class CursorPagination(pagination.CursorPagination):
    """Newest first unless the view orders otherwise; up to 100 rows a page."""

    page_size = 30
    max_page_size = 100
    page_size_query_param = "page_size"
    ordering = ("-created_at", "-id")
