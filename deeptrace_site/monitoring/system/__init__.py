"""REST of the page "System", for site admins."""
