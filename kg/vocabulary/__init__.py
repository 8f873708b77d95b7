"""Closed lists, names, dates and addresses: the words everything is said in."""
