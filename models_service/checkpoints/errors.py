"""What can be wrong with a checkpoint that shall be converted. Operators read these, at a terminal."""


class CheckpointUnusableError(Exception):
    """The checkpoint cannot be converted; the message says why."""
