"""The views into a network as frames, a file for each."""
