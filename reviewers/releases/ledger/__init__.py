"""What is known of every video of a release while it is built, kept on disk."""
