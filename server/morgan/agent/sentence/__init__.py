"""What a sentence says about the house: its words, what it names and wants, whether it is over. Knows no model."""
