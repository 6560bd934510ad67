"""Opening, answering and settling threads."""
