"""Ways to compute: the reference in NumPy, and faster ones that come to the same numbers."""
