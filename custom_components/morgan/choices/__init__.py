"""What the owner chose: an agent's options, voices and hearing profiles. Knows no forms."""
