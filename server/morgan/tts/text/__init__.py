"""From written to spoken text: sentences, clauses, numbers, units, SSML. Knows no sound."""
