"""Databases that tests begin with."""
