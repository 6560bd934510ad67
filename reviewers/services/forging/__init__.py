"""Forged clips: made from real ones, written beside their truth, taken into a project as gold."""
