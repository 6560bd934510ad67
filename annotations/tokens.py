"""One-time and API tokens: random text for the person, its SHA-256 for us."""

import hashlib
import secrets

API_PREFIX = "dt_"


def token_new(prefix: str = "") -> str:
    """A fresh secret of 256 bits, safe in a URL."""
    return prefix + secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """What is stored: hex SHA-256 (enough for a random secret of 256 bits)."""
    return hashlib.sha256(token.encode()).hexdigest()
