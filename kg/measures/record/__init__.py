"""What is on record, about whom, since when, and what is missing."""
