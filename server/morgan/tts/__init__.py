"""Text to speech: normalization of text, and one engine a file."""
