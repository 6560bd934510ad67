"""Asking models about videos, and what becomes of their answers."""
