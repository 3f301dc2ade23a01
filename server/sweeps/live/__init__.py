"""Sweeps that run on a server: ordered, trained in turn, looked at, paused, and there again after its end."""
