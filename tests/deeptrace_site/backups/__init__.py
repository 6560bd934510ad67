"""Backups: made under writes, restored elsewhere, moved between databases."""
