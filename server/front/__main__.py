"""`python -m server.front front FILE OPTIONS` and `… child FILE NAME HUB OPTIONS`: the processes of
`playground serve --processes`. Until a child is loaded a signal ends it quietly."""

import os
import signal
import sys
from types import FrameType


def main(role: str, *arguments: str) -> int:
    """Runs a front or child; returns its exit code."""
    if role == "front":
        from server.front import front

        return front.main(arguments)
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, _leave)
    from server.front import replica

    return replica.main(arguments)


def _leave(_number: int, _frame: FrameType | None) -> None:
    """There is nothing to save yet, or no more."""
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
