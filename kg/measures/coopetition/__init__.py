"""Partners who are also rivals."""
