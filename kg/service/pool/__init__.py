"""The processes that answer, and the queue before them."""
