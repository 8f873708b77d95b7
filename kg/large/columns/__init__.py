"""The folder of columns: graphs of millions of relations on disk."""
