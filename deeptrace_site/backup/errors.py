"""What can go wrong with a backup."""


class BackupError(Exception):
    """Something that the person at the keyboard can put right; its text says what."""
