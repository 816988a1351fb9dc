"""Sound between an engine and the wire: joining, cache, lookahead, loudness matching. Knows no text."""
