"""What lists may be filtered by: these fields and no others."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from rest_framework.request import Request
from rest_framework.serializers import ValidationError

from annotations.models import Job, Video


class VideoFilter(django_filters.FilterSet):  # type: ignore[misc]
    """A filter on provenance finds only videos whose provenance the viewer may see."""

    project = django_filters.CharFilter(field_name="project__slug")
    status = django_filters.ChoiceFilter(choices=Video.Status.choices)
    kind = django_filters.ChoiceFilter(choices=Video.Kind.choices, method="by_provenance")
    source = django_filters.CharFilter(method="by_provenance")
    split = django_filters.ChoiceFilter(choices=Video.Split.choices, method="by_provenance")
    q = django_filters.CharFilter(method="by_words", max_length=200)
    taken_down = django_filters.BooleanFilter(
        field_name="taken_down_at", lookup_expr="isnull", exclude=True, initial=False
    )

    class Meta:
        model = Video
        fields: list[str] = []

    def by_provenance(self, videos: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """An exact match on a hidden field."""
        return videos.filter(sees_provenance=True, **{name: value})

    def by_words(self, videos: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A part of the video_id, source or prompt."""
        found = Q(video_id__icontains=value) | Q(source__icontains=value) | Q(prompt__icontains=value)
        return videos.filter(found, sees_provenance=True)


class JobFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Jobs of a project, a kind, a state."""

    project = django_filters.CharFilter(field_name="project__slug")
    kind = django_filters.CharFilter()
    status = django_filters.ChoiceFilter(choices=Job.Status.choices)

    class Meta:
        model = Job
        fields: list[str] = []


def filtered(request: Request, filters: type[django_filters.FilterSet], rows: QuerySet[Any]) -> Any:
    """The rows that the query string asks for; 400 for a value that a filter does not know."""
    chosen = filters(request.query_params, queryset=rows)
    if not chosen.is_valid():
        raise ValidationError(dict(chosen.errors.items()))
    return chosen.qs
