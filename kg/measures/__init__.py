"""The questions, in families."""
