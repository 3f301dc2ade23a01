"""A look inside: what a network has learnt, and how it learns, a file for each view's mathematics."""
