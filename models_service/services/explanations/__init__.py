"""Standardised explanations: proposed beside the person's text, decided by a reviewer."""
