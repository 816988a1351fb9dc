"""Names of the house in what is heard: told to an engine before, mended in its words after. Knows no engine."""
