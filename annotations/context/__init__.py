"""What surrounds a piece of work: which request it belongs to."""
