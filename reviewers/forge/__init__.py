"""Forging: a clean clip becomes one with a known artefact. Arrays in, arrays out; no Django, no files."""
