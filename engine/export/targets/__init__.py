"""What a network can be taken away as, a file for each."""
