"""What sockets carry: who may come, a room, a class, and the bytes on the line."""
