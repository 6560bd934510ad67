"""Paths of videos, frames and jobs."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
