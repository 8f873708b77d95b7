"""A graph that is open: `kg.open`, its answers, notebooks and plots."""
