"""What follows from a take-down: the releases made before give up the media."""
