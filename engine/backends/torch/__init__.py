"""PyTorch: GPUs of other makers, and very wide networks."""
