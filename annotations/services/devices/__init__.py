"""Devices that do the work of models: whose turn it is."""
