"""Checking whether a model agrees with what was handed in."""
