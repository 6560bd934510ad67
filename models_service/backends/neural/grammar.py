"""An answer as it grows, token by token: which tokens may come next so that it fits and makes sense.

Fixed text has one next token. A number may only become one within its range, so that x0 < x1 <= width and
0 <= time <= duration hold whatever the model prefers. A reason is free text with at least one word.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from models_service.backends.neural.number import Number
from models_service.backends.neural.vocabulary import Kind, Vocabulary
from models_service.conversion import CoordinateSpace
from models_service.prompts import BOX, REASON, TIME, TIME_DECIMALS, Slot

REASON_TOKENS = 80


@dataclass(frozen=True, slots=True)
class Allowed:
    """The tokens that may come next: these, and those of a kind where one is named."""

    ids: tuple[int, ...] = ()
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Templates:
    """The two answers there are: `fake` with slots, `real` without."""

    fake: tuple[str | Slot, ...]
    real: str


@dataclass(frozen=True, slots=True)
class Sense:
    """What numbers may be in the answer about one clip."""

    space: CoordinateSpace
    duration_s: float


class Row:
    """One answer: ask `allowed`, choose one of those tokens, tell it to `take`."""

    def __init__(self, templates: Templates, sense: Sense, vocabulary: Vocabulary) -> None:
        self.templates, self.sense, self.vocabulary = templates, sense, vocabulary
        self.pieces: deque[str | Slot] = deque()
        self.fixed: deque[int] = deque()
        self.number: Number | None = None
        self.reason_tokens: int | None = None
        self.has_word = self.wants_space = self.started = self.done = False
        self.starts: dict[str, Number] = {}  # the upper left corner, by axis

    def allowed(self) -> Allowed:
        """What may come next; after the end only the end."""
        if not self.started:
            return Allowed((self.vocabulary.fake, self.vocabulary.real))
        if self.fixed:
            return Allowed((self.fixed[0],))
        if self.number is not None:
            digits = tuple(self.vocabulary.characters[one] for one in self.number.next_characters())
            return Allowed((*digits, self._stop()) if self.number.is_whole else digits)
        if self.reason_tokens is not None:
            return self._reason_allowed(self.reason_tokens)
        return Allowed((self.vocabulary.end,))

    def take(self, token: int) -> None:
        """Note the token that was chosen; after the end every token is ignored."""
        if self.done:
            return
        if not self.started:
            self._begin(token)
        elif self.fixed:
            self.fixed.popleft()
            self._advance()
        elif token == self._stop() and self._may_stop():
            self._stopped()
        elif self.number is not None:
            self.number.written += self.vocabulary.character_of[token]
        elif self.reason_tokens is not None:
            self.reason_tokens += 1
            self.has_word = self.has_word or self.vocabulary.has_word(token)

    def _may_stop(self) -> bool:
        if self.number is not None:
            return self.number.is_whole
        return self.reason_tokens is None or self.has_word

    def _begin(self, token: int) -> None:
        is_fake = token == self.vocabulary.fake
        self.pieces = deque(_joined(self.templates.fake if is_fake else (self.templates.real,)))
        self.started = True
        self._next_piece()
        self.fixed.popleft()
        self._advance()

    def _stop(self) -> int:
        """The token that ends a slot: the first of what follows it."""
        following = self.pieces[0] if self.pieces else None
        return self.vocabulary.ids(following)[0] if isinstance(following, str) else self.vocabulary.end

    def _stopped(self) -> None:
        """The slot's stop has been taken: the first token of the text after it, or the end."""
        self.number = self.reason_tokens = None
        if not self.pieces:
            self.done = True
            return
        self._next_piece()
        self.fixed.popleft()
        self._advance()

    def _advance(self) -> None:
        """Open the next piece once the fixed text is written."""
        if not self.fixed and self.pieces:
            self._next_piece()

    def _next_piece(self) -> None:
        piece = self.pieces.popleft()
        if isinstance(piece, Slot):
            self._open(piece)
            return
        self.wants_space = bool(self.pieces) and self.pieces[0] == Slot(REASON) and piece.endswith(" ")
        # A word and the space before it are one token.
        self.fixed = deque(self.vocabulary.ids(piece[:-1] if self.wants_space else piece))

    def _open(self, slot: Slot) -> None:
        if slot.kind == REASON:
            self.reason_tokens, self.has_word = 0, False
        elif slot.kind == TIME:
            self.number = Number(0, int(self.sense.duration_s * 10**TIME_DECIMALS + 1e-6), TIME_DECIMALS)
        elif slot.kind == BOX:
            self.number = self._corner(slot.axis[0], is_start=slot.axis[1] == "0")

    def _corner(self, axis: str, *, is_start: bool) -> Number:
        """A corner's x or y; the second one lies beyond the first."""
        space = self.sense.space
        high = round((space.width if axis == "x" else space.height) * 10**space.decimals)
        if not is_start:
            return Number(self.starts[axis].scaled + 1, high, space.decimals)
        self.starts[axis] = Number(0, high - 1, space.decimals)
        return self.starts[axis]

    def _reason_allowed(self, count: int) -> Allowed:
        if not self.has_word:
            return Allowed(kind=Kind.FIRST if count == 0 and self.wants_space else Kind.WORD)
        return Allowed((self._stop(),), None if count >= REASON_TOKENS else Kind.TEXT)


def _joined(pieces: Sequence[str | Slot]) -> list[str | Slot]:
    """The pieces with neighbouring texts as one, because a tokenizer looks across their border."""
    joined: list[str | Slot] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if isinstance(piece, str) and isinstance(last, str):
            joined[-1] = last + piece
        else:
            joined.append(piece)
    return joined
