"""The server side of the Wyoming protocol."""
