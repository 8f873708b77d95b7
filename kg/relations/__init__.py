"""Relations as columns, the scope that selects among them, and their sums."""
