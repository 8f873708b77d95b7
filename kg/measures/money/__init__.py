"""Where money goes, and where it comes back."""
