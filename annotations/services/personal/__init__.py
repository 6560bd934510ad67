"""What a person keeps, does and hears of: copies, activity, notices."""
