"""A small OpenID provider on this machine: discovery, keys, tokens; what it says can be bent in any way."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from jwt.algorithms import ECAlgorithm

CLIENT_ID = "deeptrace"
CLIENT_SECRET = secrets.token_urlsafe(16)
KEY_ID = "first"


class Provider:
    """Who comes next, and what is wrong with what is said about them."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.key = generate_private_key(SECP256R1())
        self.published = self.key
        self.asked: dict[str, dict[str, str]] = {}
        self.reset()

    def reset(self) -> None:
        """An honest provider about an honest person."""
        self.person: dict[str, Any] = {
            "sub": "subject-1",
            "email": "lea@lab.example",
            "email_verified": True,
            "preferred_username": "lea",
        }
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.signing: EllipticCurvePrivateKey | str = self.key
        self.algorithm = "ES256"

    def code_for(self, query: dict[str, str]) -> str:
        """What a browser is sent back with."""
        code = secrets.token_urlsafe(8)
        self.asked[code] = query
        return code

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """The tokens for a code, once, for whoever has the secret and the PKCE verifier."""
        query = self.asked.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if query is None or form.get("client_secret") != CLIENT_SECRET:
            return None
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if query["code_challenge"] != challenge or query["redirect_uri"] != form.get("redirect_uri"):
            return None
        now = int(time.time())
        said = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 60, "nonce": query["nonce"]}
        said |= self.person | self.claims
        said = {name: value for name, value in said.items() if value is not None}
        token = jwt.encode(said, self.signing, algorithm=self.algorithm, headers={"kid": KEY_ID})
        return {"access_token": "x", "token_type": "Bearer", "id_token": token}

    def answer(self, path: str) -> dict[str, Any]:
        """What anybody may read."""
        if path == "/keys":
            key = json.loads(ECAlgorithm.to_jwk(self.published.public_key()))
            return {"keys": [key | {"kid": KEY_ID, "alg": "ES256", "use": "sig"}]}
        if path == "/userinfo":
            return self.userinfo
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
        }


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:  # noqa: N802
        parts = urlsplit(self.path)
        if parts.path != "/authorize":
            self._json(200, self.provider.answer(parts.path))
            return
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        back = urlencode({"code": self.provider.code_for(query), "state": query["state"]})
        self.send_response(302)
        self.send_header("Location", f"{query['redirect_uri']}?{back}")
        self.end_headers()

    def do_POST(self) -> None:  # noqa: N802
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        tokens = self.provider.token({name: values[0] for name, values in parse_qs(sent).items()})
        self._json(200 if tokens else 400, tokens or {"error": "invalid_grant"})

    def _json(self, status: int, body: dict[str, Any]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def provider_running() -> Iterator[Provider]:
    """The provider on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    provider = Provider(f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = type("Bound", (_Handler,), {"provider": provider})
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
