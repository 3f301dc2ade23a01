"""What a room, or the way to it, says no to."""


class RoomError(Exception):
    """A sentence that says why something could not be done. `code` is the server's: one of `ErrorCode` of a
    request, a number of a connection that was closed or of an answer over HTTP; None where nothing came back.
    `field` names what is at fault in a request."""

    def __init__(self, sentence: str, code: str | int | None = None, field: str | None = None) -> None:
        super().__init__(sentence)
        self.code, self.field = code, field
