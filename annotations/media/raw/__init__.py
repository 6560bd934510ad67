"""Whole clips as raw pictures: read in a limited child, written by ffmpeg with the very same frame times."""
