"""Speaking to a model server: the connection, and what is asked of it."""
