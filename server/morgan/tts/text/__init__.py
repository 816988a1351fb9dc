"""From text to what is spoken: sentences, clauses, numbers, units, SSML. Knows no sound."""
