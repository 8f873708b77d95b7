"""Relations as networkx graphs, and the algorithms of graph theory."""
