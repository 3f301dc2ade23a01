"""NVIDIA GPUs: a block of threads for each network."""
