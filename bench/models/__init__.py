"""Figures for docs/models.md; they need clips or torch, so that `make bench` leaves them out."""
