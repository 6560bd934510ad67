"""Published VideoLLaMA3 checkpoints (code of their own) into the layout that transformers knows itself."""
