"""What the dashboard shows of a project: counts that the database makes, one module a question."""
