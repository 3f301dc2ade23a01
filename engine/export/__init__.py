"""A trained network taken away: what it computes as a list of steps, written down for other programs."""
