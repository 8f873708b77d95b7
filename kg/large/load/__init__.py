"""Tables of any size, read and checked."""
