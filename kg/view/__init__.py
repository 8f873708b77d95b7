"""The explorer: one HTML page that shows a graph, its claims and their sources, offline."""
