"""The `playground` command, also as `python -m server`. Until it is loaded a signal ends it quietly."""

import gc
import os
import signal
import sys
from types import FrameType


def main() -> int:
    """Runs the command; returns its exit code."""
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, _leave)
    gc.disable()  # nothing of what is loaded is garbage; to look through it takes a seventh of the time
    from server.commands import cli

    gc.enable()
    return cli.main()


def _leave(number: int, _frame: FrameType | None) -> None:
    """There is nothing to save yet, or no more; training that was cut short has failed."""
    os._exit(128 + number if "train" in sys.argv[1:2] else 0)


if __name__ == "__main__":
    sys.exit(main())
