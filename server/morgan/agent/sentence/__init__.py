"""Reads what a sentence says about the house: words, names, intent, whether it is over. Knows no model."""
