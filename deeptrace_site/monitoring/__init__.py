"""What operators see: health, logs, metrics, workers and the page "System"."""
