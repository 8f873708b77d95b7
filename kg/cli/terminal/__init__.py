"""The terminal: what is written where and how wide, progress, pager, interruption."""
