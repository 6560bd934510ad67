"""Whether suggestions help, and whether they lead people astray."""
