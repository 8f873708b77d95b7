"""Who depends on whom."""
