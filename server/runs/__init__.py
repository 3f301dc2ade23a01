"""What the event loop knows of a room's run: its experiment, its moments and marks, and the way back."""
