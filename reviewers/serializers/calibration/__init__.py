"""Checking people: gold clips, the qualification round, reliability."""
