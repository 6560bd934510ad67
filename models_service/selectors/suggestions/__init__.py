"""Reading what models said, and what became of it."""
