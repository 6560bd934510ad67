"""The steps of an import: staged rows, videos put together from rows, categories from raw tags."""
