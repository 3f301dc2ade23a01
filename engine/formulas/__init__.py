"""The functions that networks are made of, one table each: name → formula."""
