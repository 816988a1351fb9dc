"""Language models, one file per kind of server; `choose.py` detects which kind is at an address."""
