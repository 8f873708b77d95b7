"""Graph formats: nodes and edges with properties, under a scope if the caller names one."""
