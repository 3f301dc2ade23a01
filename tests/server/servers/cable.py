"""A line between two programs of a test that can be cut."""

import selectors
import socket
import threading
from contextlib import suppress

LOOKS_EVERY = 0.02  # seconds
GIVES_UP_AFTER = 5.0


class Cable:
    """Leads whoever connects to another port of this machine. While it is cut nothing gets through, and
    nobody is told so, as where packets are dropped; when it is mended what was connected breaks."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._is_whole = threading.Event()
        self._is_whole.set()
        self._is_over = False
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listening, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()

    def cut(self) -> None:
        self._is_whole.clear()

    def mend(self) -> None:
        self._is_whole.set()

    def close(self) -> None:
        self._is_over = True
        self._thread.join(GIVES_UP_AFTER)
        for each in (self._listening, *self._pairs):
            each.close()
        self._selector.close()

    def _carry(self) -> None:
        while not self._is_over:
            if not self._is_whole.is_set():
                while not (self._is_whole.wait(LOOKS_EVERY) or self._is_over):
                    pass
                for each in list(self._pairs):
                    self._end(each)
            for key, _ in self._selector.select(LOOKS_EVERY):
                if key.fileobj is self._listening:
                    self._connect()
                elif isinstance(key.fileobj, socket.socket):
                    self._pass_on(key.fileobj)

    def _connect(self) -> None:
        here, _ = self._listening.accept()
        try:
            there = socket.create_connection(("127.0.0.1", self._to), GIVES_UP_AFTER)
        except OSError:
            here.close()
            return
        for each in (here, there):
            each.settimeout(GIVES_UP_AFTER)
        self._pairs |= {here: there, there: here}
        for each in (here, there):
            self._selector.register(each, selectors.EVENT_READ)

    def _pass_on(self, source: socket.socket) -> None:
        if source not in self._pairs:
            return
        try:
            piece = source.recv(65536)
            if piece:
                self._pairs[source].sendall(piece)
                return
        except OSError:
            pass
        self._end(source)

    def _end(self, one: socket.socket) -> None:
        other = self._pairs.pop(one, None)
        if other is None:
            return
        del self._pairs[other]
        for each in (one, other):
            with suppress(KeyError, ValueError):
                self._selector.unregister(each)
            each.close()
