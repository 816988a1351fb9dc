"""The agent: answers everything that is not a plain command."""
