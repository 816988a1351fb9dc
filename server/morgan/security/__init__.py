"""Access control: identity, certificate, pairing, passwords, secret files. Knows no connection."""
