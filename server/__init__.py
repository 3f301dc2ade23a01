"""The live part: rooms whose networks train on the server, streamed to browsers over WebSockets."""
