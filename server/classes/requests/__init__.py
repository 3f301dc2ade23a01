"""What a page of a class may ask for: each message is one class, with its fields and what it does."""
