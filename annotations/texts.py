"""What people read is written here in English and translated when it is shown (docs/inside/translation.md).

A sentence is its own name, as always with gettext: logs, the database and exports hold the English one, and
`shown` gives it in the language of whoever asks. A sentence completed with values is known by its template.
"""

import gettext as catalogues
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import translation

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def filled(template: str, **values: object) -> str:
    """The English sentence with its values, such as `filled("At most {limit} tags.", limit=2000)`."""
    return template.format(**values)


def shown(sentence: str) -> str:
    """The sentence in the language of the present request; one that nobody translated stays as it is."""
    language = translation.get_language() or "en"
    if not sentence or language.startswith("en"):
        return sentence
    translated = translation.gettext(sentence)
    if translated != sentence:
        return translated
    for pattern, template in _templates(language):
        if match := pattern.fullmatch(sentence):
            return translation.gettext(template).format(**match.groupdict())
    return sentence


@cache
def _templates(language: str) -> list[tuple[re.Pattern[str], str]]:
    """The sentences with placeholders of the language's catalogue; those with more fixed text come first."""
    path = Path(settings.LOCALE_PATHS[0], translation.to_locale(language), "LC_MESSAGES", "django.mo")
    if not path.is_file():
        return []
    with path.open("rb") as file:
        sentences = _sentences(catalogues.GNUTranslations(file))
    templates = [sentence for sentence in sentences if PLACEHOLDER.search(sentence)]
    templates.sort(key=lambda template: len(PLACEHOLDER.sub("", template)), reverse=True)
    return [(_pattern(template), template) for template in templates]


def _sentences(catalogue: catalogues.GNUTranslations) -> list[str]:
    return [key for key in vars(catalogue)["_catalog"] if isinstance(key, str)]


def _pattern(template: str) -> re.Pattern[str]:
    fixed_and_names = PLACEHOLDER.split(template)
    parts = [
        f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(fixed_and_names)
    ]
    return re.compile("".join(parts), re.DOTALL)
