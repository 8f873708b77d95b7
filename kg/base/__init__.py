"""What knows nothing of alliances: errors, files, text, checks, frames, HTML."""
