"""What is seen of a run, as bytes and numbers."""
