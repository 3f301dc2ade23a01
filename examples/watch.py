"""Follows a watch link and prints epoch and losses: python watch.py 'http://127.0.0.1:8000/#watch=ROOM.TOKEN'

docs/python.md has what else a program can do with a room.
"""

import sys
from contextlib import suppress

from server.client import RoomError, join_room


def main(link: str) -> None:
    with join_room(link) as room:
        look = room.look()
        while True:
            losses = f"training loss {look.train_loss:.4f}   test loss {look.test_loss:.4f}"
            print(f"epoch {look.epoch:6d}   {losses}", flush=True)
            look = room.wait_for_epoch(look.epoch + 1)


if __name__ == "__main__":
    try:
        with suppress(KeyboardInterrupt):
            main(sys.argv[1])
    except RoomError as error:
        sys.exit(str(error))
