"""Active order: which video is worth asking people about next."""
