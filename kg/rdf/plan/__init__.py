"""The plan of a query, in words."""
