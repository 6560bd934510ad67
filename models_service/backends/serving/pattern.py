"""The answers to a prompt as one regular expression, for servers that can be held to it."""

from __future__ import annotations

import re

from models_service.conversion import CoordinateSpace
from models_service.prompts import BOX, TIME, TIME_DECIMALS, Prompt, Slot, fake_template, real_answer

REASON = r"[^\n<]{1,400}"


def answer_pattern(prompt: Prompt, space: CoordinateSpace) -> str:
    """Both answers there are. It holds the form; what makes no sense is mended afterwards, and flagged."""
    fake = "".join(
        re.escape(piece).replace(r"\ ", " ") if isinstance(piece, str) else _slot(piece, space)
        for piece in fake_template(prompt)
    )
    return f"({fake}|{re.escape(real_answer(prompt)).replace(chr(92) + ' ', ' ')})"


def _slot(slot: Slot, space: CoordinateSpace) -> str:
    if slot.kind == BOX:
        digits = len(str(int(max(space.width, space.height))))
        return rf"[0-9]{{1,{digits}}}" + (rf"\.[0-9]{{{space.decimals}}}" if space.decimals else "")
    if slot.kind == TIME:
        return rf"[0-9]{{1,4}}\.[0-9]{{{TIME_DECIMALS}}}"
    return REASON
