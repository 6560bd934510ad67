"""The dashboard's report of a project."""
