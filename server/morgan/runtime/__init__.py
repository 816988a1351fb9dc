"""Runs engines: threads, queues, batches, downloads of weights, idle and failing engines. Knows no engine."""
