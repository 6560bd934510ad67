"""What forced decoding needs to know of a tokenizer: digits, the two verdicts, which tokens are words."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from typing import Any

from models_service.errors import WeightsUnusableError
from models_service.prompts import FAKE, REAL

CHARACTERS = "0123456789."
END = "<|im_end|>"
SPACE = 32


class Kind(Enum):
    """Kinds of tokens that a reason is made of; none of them holds control characters or special tokens."""

    FIRST = "a word after one space, or one space"
    WORD = "a word without a space before it"
    TEXT = "any text"


class Vocabulary:
    """One tokenizer's tokens, sorted once; raises WeightsUnusableError where forcing cannot work with it."""

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer
        self.characters = {one: self._single(one) for one in CHARACTERS}
        self.character_of = {token: one for one, token in self.characters.items()}
        self.end = self._single(END)
        self.fake, self.real = self.ids(FAKE)[0], self.ids(REAL)[0]
        if self.fake == self.real:
            raise WeightsUnusableError("The tokenizer begins FAKE and REAL with the same token.")
        self.kinds = self._sorted()
        self._words = frozenset(self.kinds[Kind.WORD]) | frozenset(self.kinds[Kind.FIRST])

    def ids(self, text: str) -> list[int]:
        """The tokens of a text."""
        return list(_encoded(self.tokenizer, text))

    def has_word(self, token: int) -> bool:
        """Whether the token holds a letter or a digit."""
        return token in self._words and token != self._lone_space

    def _single(self, text: str) -> int:
        ids = self.ids(text)
        if len(ids) != 1:
            raise WeightsUnusableError("The tokenizer does not know a digit, point or end as one token.")
        return ids[0]

    def _sorted(self) -> dict[Kind, list[int]]:
        """The ids of each kind. Tokens are sorted by their bytes: decoding each one would take seconds."""
        special = set(self.tokenizer.all_special_ids) | set(self.tokenizer.added_tokens_decoder)
        kinds: dict[Kind, list[int]] = {kind: [] for kind in Kind}
        self._lone_space = -1
        names = self.tokenizer.convert_ids_to_tokens(range(len(self.tokenizer)))
        for token, name in enumerate(names):
            raw = _bytes_of(name) if name is not None and token not in special else b""
            if not raw or any(byte < SPACE for byte in raw):
                continue
            kinds[Kind.TEXT].append(token)
            if raw == b" ":
                self._lone_space = token
            for kind in _word_kinds(raw):
                kinds[kind].append(token)
        return kinds


def _word_kinds(raw: bytes) -> list[Kind]:
    text = raw.decode(errors="ignore")
    if text == " ":
        return [Kind.FIRST]
    if not any(character.isalnum() for character in text):
        return []
    if not text[0].isspace():
        return [Kind.WORD]
    return [Kind.FIRST] if text[0] == " " and not text[1].isspace() else []


@lru_cache(maxsize=256)
def _encoded(tokenizer: Any, text: str) -> Sequence[int]:
    return tuple(tokenizer.encode(text, add_special_tokens=False))


def _bytes_of(name: str) -> bytes:
    """The bytes of a byte-level token, whose name shows each byte as one printable character."""
    return bytes(_byte_of().get(character, 0) for character in name)


@lru_cache(maxsize=1)
def _byte_of() -> dict[str, int]:
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {
        chr(256 + place): byte for place, byte in enumerate(others)
    }
