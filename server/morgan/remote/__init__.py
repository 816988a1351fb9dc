"""Other servers: their addresses and the HTTP client. Knows nothing of the requests' content."""
