"""Graph formats: nodes and edges with properties, under a scope if one is asked for."""
