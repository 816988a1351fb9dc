"""What the owner can set: the schema, and where its values come from. Knows nothing of what is done with them."""
