"""Partners that compete."""
