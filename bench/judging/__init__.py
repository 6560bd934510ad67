"""What judging costs: agreement, its filters, forging."""
