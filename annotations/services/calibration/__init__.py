"""What checks people rather than videos: gold clips in the queue, and who has qualified."""
