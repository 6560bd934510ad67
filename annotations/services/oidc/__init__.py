"""Signing in by an OpenID provider (docs/operations/sign-in.md)."""
