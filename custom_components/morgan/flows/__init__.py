"""Forms that set up and change an entry, and what is told when something needs the owner. Knows no turn."""
