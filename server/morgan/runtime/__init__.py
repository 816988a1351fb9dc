"""How engines run: threads, queues, batches, weights that are fetched, idle and failing engines. Knows no engine."""
