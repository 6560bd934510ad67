"""`deeptrace ...`: the client on the command line."""
