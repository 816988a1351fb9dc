"""The edge that speaks Wyoming."""
