"""Other servers: their addresses and the HTTP client. Knows nothing of what they are asked."""
