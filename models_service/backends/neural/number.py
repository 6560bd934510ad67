"""A number being written digit by digit, so that it can only become one of a range."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Number:
    """A number being written: whole multiples of 10 ** -decimals within [low, high], no leading zeros."""

    low: int
    high: int
    decimals: int
    written: str = ""

    def next_characters(self) -> list[str]:
        """The digits, or the point, that leave a number of the range within reach."""
        whole, point, _ = self.written.partition(".")
        if point:
            return [digit for digit in "0123456789" if self._reachable_after_point(self.written + digit)]
        digits = [digit for digit in "0123456789" if self._reachable(whole + digit)]
        if self.decimals and whole and self._reachable_after_point(whole + "."):
            digits.append(".")
        return digits

    @property
    def is_whole(self) -> bool:
        """Whether what is written is a number of the range."""
        whole, _, fraction = self.written.partition(".")
        if not whole or len(fraction) != self.decimals:
            return False
        return self.low <= self.scaled <= self.high

    @property
    def scaled(self) -> int:
        """What is written, in units of the last decimal."""
        return int(self.written.replace(".", ""))

    def _reachable(self, whole: str) -> bool:
        if len(whole) > 1 and whole[0] == "0":
            return False
        start, unit = int(whole), int(10**self.decimals)
        for more in range(len(str(self.high)) + 1):
            span = unit * 10**more
            if start * span <= self.high and (start + 1) * span - 1 >= self.low:
                return True
            if whole == "0":
                return False
        return False

    def _reachable_after_point(self, text: str) -> bool:
        whole, _, fraction = text.partition(".")
        if len(fraction) > self.decimals:
            return False
        span = int(10 ** (self.decimals - len(fraction)))
        start = int(whole + fraction) * span
        return start <= self.high and start + span - 1 >= self.low
