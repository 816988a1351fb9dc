"""Forms that set up and change an entry, and issues that need the owner. Knows no turn."""
