"""Language models: one kind of server a file."""
