"""Fine-tuning: runs as rows, the job that does them, the candidate that comes out."""
