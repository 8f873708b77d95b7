"""The text of queries: its tokens, and the messages of the parser in words."""
