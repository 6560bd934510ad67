"""What is done with models: one file per noun."""
