"""Limits on what one person or address may ask for."""
