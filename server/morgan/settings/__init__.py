"""The settings: their schema, and the sources of their values. Knows nothing of how they are used."""
