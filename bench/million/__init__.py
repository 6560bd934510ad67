"""A project with a million videos in PostgreSQL: how fast it answers, and by which plans."""
