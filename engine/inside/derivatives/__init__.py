"""A network as a graph of operations, and what its derivatives cost forward and backward."""
