"""The review desk: what needs a reviewer, and who looks at it."""
