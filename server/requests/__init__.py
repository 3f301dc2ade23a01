"""What a browser may ask for: each message is one class, with its fields and what it does."""
