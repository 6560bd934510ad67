"""Measurements of the promises; one module each, `make bench` runs them all."""
