"""The server as a client sees it: connections, requests, answers and their values. Knows no entity."""
