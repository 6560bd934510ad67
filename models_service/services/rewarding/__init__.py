"""Scores for videos that programs ask for."""
