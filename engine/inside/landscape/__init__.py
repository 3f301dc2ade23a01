"""The loss around the weights of a network: planes through them, its values there, how sharp it bends."""
