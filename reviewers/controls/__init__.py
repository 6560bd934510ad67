"""Real controls: real clips picked and cut so that they are as long as the generated ones."""
