"""The house's names in STT: a prompt for the engine before, name correction of its words after. Knows no engine."""
