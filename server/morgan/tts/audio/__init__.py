"""Sound between an engine and the wire: joined, kept, made ahead, equally loud. Knows no text."""
