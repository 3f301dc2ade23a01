"""What decides a run: every option, checked; and the links that carry it."""
