"""A network: forward and backward, outputs, initial weights."""
