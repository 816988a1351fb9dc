"""Language models, one file per kind of server; `choose.py` finds out which kind stands behind an address."""
