"""Who may come in: identity, certificate, pairing, passwords, secret files. Knows no connection."""
