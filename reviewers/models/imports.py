"""Imports are jobs; this is the same table under their own name."""

from annotations.models import Job


class Import(Job):
    """A job that imports a file of benchmark rows."""

    class Meta:
        proxy = True
