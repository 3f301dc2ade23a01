"""A run: an experiment trained step by step, with all that changes."""
