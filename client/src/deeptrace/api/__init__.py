"""One file for each thing that the server knows."""
