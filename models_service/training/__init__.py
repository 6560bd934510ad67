"""Fine-tuning: what a run is told, its samples, the program that trains, and what it leaves behind."""
