"""What is read off a run and leaves no trace in it."""
