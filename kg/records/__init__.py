"""Actors, sources, deals, relations and observations, and the folder of tables that holds them."""
