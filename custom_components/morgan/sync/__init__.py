"""What goes between the house and the server: its names, requests from elsewhere, a model's turn. Knows no forms."""
