"""What passes between house and server: names, requests of other clients, a model's turn. Knows nothing of forms."""
