"""Home Assistant's house: what is in it, a command and what it would touch, carrying it out. Knows no sentence."""
