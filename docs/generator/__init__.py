"""What fills the reference pages; `docs/generate.py` writes them."""
