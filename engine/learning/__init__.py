"""How a network learns from a batch: gradients accumulated, one update."""
