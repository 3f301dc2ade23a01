"""The socket that a server listens on, its address, and how many connections there may be."""

import os
import socket
import sys
from contextlib import suppress

SEND_BUFFER_BYTES = 32 * 1024  # the system doubles it; no more waits there for a browser
FILES_FOR_OURSELVES = 200
MOST_CONNECTIONS = 100_000
SILENT_MILLISECONDS = 20_000  # after so long without an answer of the other machine a connection is given up


def listen(host: str, port: int) -> socket.socket:
    """Returns a listening socket whose connections buffer little and notice when the other side is gone."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = found[0]
    listening = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENT_MILLISECONDS)
        listening.bind(address)
        listening.listen(2048)
    except BaseException:
        listening.close()
        raise
    return listening


def address_of(host: str, listening: socket.socket) -> str:
    """Returns the address to open in a browser on this machine."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    port = listening.getsockname()[1]
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def say_where(address: str) -> None:
    """Prints the address that people open."""
    with suppress(BrokenPipeError):  # nobody wants to know
        sys.stdout.write(f"Playground is at {address}\n")  # in one piece, whoever else writes
        sys.stdout.flush()


def most_connections() -> int:
    """Returns how many connections the system lets us have, after asking it for as many as it allows."""
    try:
        import resource
    except ImportError:  # not a POSIX system
        return MOST_CONNECTIONS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
            soft = hard
    if soft == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    return max(1, min(MOST_CONNECTIONS, soft - FILES_FOR_OURSELVES))
