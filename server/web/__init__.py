"""HTTP and WebSocket: the app, its pages, sockets and limits."""
