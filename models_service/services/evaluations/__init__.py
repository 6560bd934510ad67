"""Evaluations: predictions scored against a release or a file of rows."""
