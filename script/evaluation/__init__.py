"""Measures how well the house obeys: public tasks, asked of a real Home Assistant; run by script/eval and its kin."""
