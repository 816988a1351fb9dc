"""A real Home Assistant with a furnished house and Morgan as its voice; run by script/demo."""
