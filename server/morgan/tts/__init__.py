"""Speaking: text made speakable, and one engine a file."""
