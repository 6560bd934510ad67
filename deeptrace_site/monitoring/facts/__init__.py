"""What metrics and the page "System" both tell: queues, workers, disks, versions."""
