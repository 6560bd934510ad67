"""Paths of sessions, accounts, projects, members and categories."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
