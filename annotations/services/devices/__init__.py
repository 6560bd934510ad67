"""Devices and workers: whose turn it is, and who is alive."""
