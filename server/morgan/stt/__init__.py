"""Speech to text: one engine a file."""
