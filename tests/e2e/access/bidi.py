"""Firefox by WebDriver BiDi: a WebSocket of one's own, so that no driver and no package is needed."""

import base64
import json
import os
import re
import secrets
import socket
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.e2e.server import wait_for

FIREFOX = "/usr/bin/firefox-esr"
START_SECONDS = 120
ANSWER_SECONDS = 180
PREFERENCES = {
    "network.proxy.type": 0,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "browser.newtabpage.enabled": False,
    "toolkit.telemetry.enabled": False,
}
# What WebDriver calls the keys that stand for no character.
KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004", "Shift": "\ue008", "Control": "\ue009"}
KEYS |= {"ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015"}
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class WebSocket:
    """A client of RFC 6455 that speaks text; enough for one local server."""

    def __init__(self, host: str, port: int, path: str) -> None:
        self._socket = socket.create_connection((host, port), timeout=ANSWER_SECONDS)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        lines = [f"GET {path} HTTP/1.1", f"Host: {host}:{port}", "Upgrade: websocket", "Connection: Upgrade"]
        lines += [f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", "", ""]
        self._socket.sendall("\r\n".join(lines).encode())
        self._stream = self._socket.makefile("rb")
        status = self._stream.readline()
        assert b" 101 " in status, status
        while self._stream.readline().strip():
            pass

    def send(self, text: str) -> None:
        """Send one message."""
        self._frame(TEXT, text.encode())

    def receive(self) -> str:
        """The next message, whole."""
        message = b""
        while True:
            first, second = self._stream.read(2)
            payload = self._stream.read(self._length(second & 0x7F))
            opcode = first & 0x0F
            assert opcode != CLOSE, "the browser closed the connection"
            if opcode == PING:
                self._frame(PONG, payload)
            elif opcode != PONG:
                message += payload
                if first & 0x80:
                    return message.decode()

    def close(self) -> None:
        """Hang up."""
        self._stream.close()
        self._socket.close()

    def _length(self, short: int) -> int:
        if short == 126:
            return int(struct.unpack(">H", self._stream.read(2))[0])
        return int(struct.unpack(">Q", self._stream.read(8))[0]) if short == 127 else short

    def _frame(self, opcode: int, payload: bytes) -> None:
        mask, size = secrets.token_bytes(4), len(payload)
        head = bytes([0x80 | opcode])
        if size < 126:
            head += bytes([0x80 | size])
        elif size < 1 << 16:
            head += bytes([0x80 | 126]) + struct.pack(">H", size)
        else:
            head += bytes([0x80 | 127]) + struct.pack(">Q", size)
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
        self._socket.sendall(head + mask + masked)


class Tab:
    """One tab of a Firefox."""

    def __init__(self, wire: WebSocket) -> None:
        self._wire, self._sent = wire, 0
        self.call("session.new", capabilities={})
        self._context = self.call("browsingContext.getTree")["contexts"][0]["context"]

    def call(self, method: str, **params: Any) -> Any:
        """A command's result; events that come meanwhile are passed over."""
        self._sent += 1
        self._wire.send(json.dumps({"id": self._sent, "method": method, "params": params}))
        while True:
            answer = json.loads(self._wire.receive())
            if answer.get("id") == self._sent:
                assert answer["type"] == "success", f"{method}: {answer}"
                return answer["result"]

    def resize(self, width: int, height: int) -> None:
        """Set the size of the page."""
        viewport = {"width": width, "height": height}
        self.call("browsingContext.setViewport", context=self._context, viewport=viewport)

    def goto(self, url: str) -> None:
        """Open an address and wait until it is loaded."""
        self.call("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def evaluate(self, function: str, *arguments: Any) -> Any:
        """The value, as JSON, that an async function of the page gives for plain arguments."""
        given = json.dumps(list(arguments))
        source = f"async () => JSON.stringify((await ({function})(...{given})) ?? null)"
        answer = self.call(
            "script.callFunction",
            functionDeclaration=source,
            awaitPromise=True,
            target={"context": self._context},
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return json.loads(answer["result"]["value"])

    def wait(self, function: str, *arguments: Any, seconds: float = 90) -> Any:
        """The first true value that a function of the page gives."""
        return wait_for(lambda: self.evaluate(function, *arguments), seconds=seconds, what=function)

    def press(self, *chords: str) -> None:
        """Press keys: `Shift+ArrowRight`, `n`."""
        for chord in chords:
            *held, key = chord.split("+")
            names = [KEYS.get(name, name) for name in [*held, key]]
            actions = [{"type": "keyDown", "value": name} for name in names]
            actions += [{"type": "keyUp", "value": name} for name in reversed(names)]
            self._act(actions)

    def type(self, text: str) -> None:
        """Type a text."""
        self._act([{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")])

    def _act(self, actions: list[dict[str, str]]) -> None:
        keyboard = {"type": "key", "id": "keyboard", "actions": actions}
        self.call("input.performActions", context=self._context, actions=[keyboard])


@contextmanager
def firefox_running(folder: Path) -> Iterator[Tab]:
    """A headless Firefox with a profile of its own, and its first tab."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
    (folder / "profile").mkdir()
    (folder / "profile" / "user.js").write_text("\n".join(lines))
    log = folder / "firefox.log"
    command = [FIREFOX, "--headless", "--no-remote", "--remote-debugging-port", "0"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--profile", str(folder / "profile"), "about:blank"],
            env=os.environ | {"HOME": str(folder), "MOZ_DISABLE_CONTENT_SANDBOX": "1"},
            stdout=output,
            stderr=output,
        )
    try:
        found = wait_for(lambda: _address(log, process), seconds=START_SECONDS, what="Firefox to listen")
        wire = WebSocket(found[1], int(found[2]), "/session")
        yield Tab(wire)
        wire.close()
    finally:
        process.terminate()
        process.wait(30)


def _address(log: Path, process: "subprocess.Popen[bytes]") -> "re.Match[str] | None":
    text = log.read_text(errors="replace")
    assert process.poll() is None, f"Firefox ended: {text[-2000:]}"
    return re.search(r"WebDriver BiDi listening on ws://([\d.]+):(\d+)", text)
