"""The labels of the admin pages: written in English where models and pages are, translated when shown.

Doing it here keeps gettext out of models and migrations: a label's English text is all that they know.
"""

from __future__ import annotations

from collections.abc import Iterator
from inspect import isfunction
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Field, Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

OUR_APPS = ("annotations", "reviewers", "models_service")
_found: dict[str, str] = {}


def labels_translate() -> None:
    """Give every label of our models and admin pages in the language of the request."""
    for name in OUR_APPS:
        config = apps.get_app_config(name)
        _translate(config, "verbose_name", name)
        for model in config.get_models():
            _model_translate(model)
    for model, page in admin.site._registry.items():
        if model._meta.app_label in OUR_APPS:
            _page_translate(page)


def labels() -> Iterator[tuple[str, str]]:
    """Every label in English and where it stands."""
    yield from _found.items()


def _model_translate(model: type[Model]) -> None:
    place = model.__module__.replace(".", "/") + ".py"
    _translate(model._meta, "verbose_name", place)
    _translate(model._meta, "verbose_name_plural", place)
    for field in model._meta.get_fields():
        if not isinstance(field, Field):
            continue
        _translate(field, "verbose_name", place)
        _translate(field, "help_text", place)
        if field.choices:
            field.choices = [(value, _lazy(label, place)) for value, label in field.flatchoices]


def _page_translate(page: admin.ModelAdmin[Any]) -> None:
    place = type(page).__module__.replace(".", "/") + ".py"
    for name in dir(type(page)):
        found = getattr(type(page), name)
        if isfunction(found) and (found.__module__ or "").split(".")[0] in OUR_APPS:
            _translate(found, "short_description", place)
    if page.fieldsets:
        type(page).fieldsets = [(title and _lazy(title, place), options) for title, options in page.fieldsets]


def _translate(thing: Any, attribute: str, place: str) -> None:
    label = getattr(thing, attribute, None)
    if label:
        setattr(thing, attribute, _lazy(label, place))


def _lazy(label: Any, place: str) -> Any:
    """The label as a lazy text; Django's own labels are that already."""
    if isinstance(label, Promise):
        return label
    _found.setdefault(label, place)
    return gettext_lazy(label)
