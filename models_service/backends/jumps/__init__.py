"""The arithmetic of the motion heuristic: residuals, how far they stand out, events in place and time."""
