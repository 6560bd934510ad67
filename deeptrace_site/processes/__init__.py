"""The processes of one machine: who starts, mends and ends them."""
