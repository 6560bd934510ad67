"""Reading threads: who sees which, what is new, who can be named."""
