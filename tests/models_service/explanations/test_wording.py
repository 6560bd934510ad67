"""Rules change no word; a text model's answer is used only where it can be."""

from collections.abc import Iterator
from typing import Any

import pytest

from models_service.errors import BackendUnavailableError
from models_service.services.explanations.prompts import PROMPT
from models_service.services.explanations.wording import Wording, tidied, wording_of
from tests.models_service.textserver import TextServer, text_server


@pytest.fixture
def server(settings: Any) -> Iterator[TextServer]:
    with text_server(settings) as running:
        yield running


def said(content: Any) -> tuple[int, Any]:
    return 200, {"choices": [{"message": {"content": content}}]}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("  the hand\n melts  ", "The hand melts."),
        ("The hand melts.", "The hand melts."),
        ("why?", "Why?"),
        ("手融化了", "手融化了。"),
        ("手融化了。", "手融化了。"),
        ("ßharp", "ßharp."),
        ("   ", ""),
    ],
)
def test_rules_change_no_word(raw: str, expected: str) -> None:
    assert tidied(raw) == expected


def test_without_a_server_the_rules_propose_and_say_so() -> None:
    assert wording_of("it  melts") == Wording("It melts.", "rules")
    assert wording_of("It melts.") is None


def test_a_text_model_is_asked_at_the_configured_address_alone(server: TextServer) -> None:
    server.reply = said(" The hand\nmelts. ")
    assert wording_of("hand melt") == Wording("The hand melts.", "small", PROMPT)
    ((path, key, body),) = server.asked
    assert (path, key, body["model"], body["temperature"]) == ("/v1/chat/completions", "Bearer k", "small", 0)
    assert [each["content"] for each in body["messages"]] == [PROMPT, "hand melt"]


@pytest.mark.parametrize("content", ["", None, 7, "x" * 81, "a\x00b", "hand melt"])
def test_an_answer_that_cannot_be_used_proposes_nothing(server: TextServer, content: Any) -> None:
    server.reply = said(content)
    assert wording_of("hand melt") is None


@pytest.mark.parametrize("reply", [(500, {}), (200, b"<html>"), (200, []), (200, {}), (302, {})])
def test_a_server_that_fails_is_told_apart(server: TextServer, reply: tuple[int, Any]) -> None:
    server.reply = reply
    server.location = f"{server.url}/elsewhere" if reply[0] == 302 else ""
    with pytest.raises(BackendUnavailableError):
        wording_of("hand melt")
    assert len(server.asked) == 1  # a redirect is not followed
