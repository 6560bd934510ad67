"""What the many processes of tests/crowd.py do beside annotating."""
