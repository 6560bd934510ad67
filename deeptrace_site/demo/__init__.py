"""The demo project: accounts, clips made on the spot with a known artefact planted, and finished work."""
