"""Video annotations of Labelbox, the tool that this platform replaces, as rows of the benchmark."""
