"""Paths of the queue, assignments and annotations."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
