"""One spoken turn: when somebody speaks, when they have finished, what they said. Knows engines by their ports only."""
