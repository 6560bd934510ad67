"""Synthetic projects of any size, and what a release of them takes."""
