"""The bench of the whole turn: a stock Home Assistant with its peers against Home Assistant with Morgan."""
