"""Who answers what is no plain command."""
