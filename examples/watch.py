"""Follows a watch link and prints epoch and losses: python watch.py 'http://127.0.0.1:8000/#watch=ROOM.TOKEN'

Needs the `websockets` library. docs/protocol.md describes what goes over the socket.
"""

import json
import struct
import sys
from contextlib import suppress
from urllib.parse import urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

NOW = 1  # the kind of section with the losses


def losses(frame: bytes) -> tuple[int, float, float]:
    """Returns epoch, training loss and test loss of a STATE frame."""
    epoch = struct.unpack_from("<I", frame, 16)[0]
    kind, _, _, _, length = struct.unpack_from("<HHHHI", frame, 24)
    if kind != NOW or length != 8:
        raise ValueError(f"the first section must be NOW with 8 bytes, got kind {kind} with {length}")
    return epoch, *struct.unpack_from("<ff", frame, 36)


def main(link: str) -> None:
    page = urlsplit(link)
    room, _, token = page.fragment.removeprefix("watch=").partition(".")
    scheme = "wss" if page.scheme == "https" else "ws"
    address = f"{scheme}://{page.netloc}{page.path.rpartition('/')[0]}/socket"
    with connect(address, subprotocols=["nnp.v1"], compression=None) as socket:
        socket.send(json.dumps({"type": "hello", "room": room, "token": token, "grid_size": "small"}))
        for message in socket:
            if isinstance(message, str):
                said = json.loads(message)
                if said["type"] == "goodbye":
                    print(said["message"], file=sys.stderr)
            elif message[3] == 1:  # a STATE frame; the next comes when this one is acknowledged
                print(
                    "epoch {:6d}   training loss {:.4f}   test loss {:.4f}".format(*losses(message)),
                    flush=True,
                )
                socket.send(json.dumps({"type": "ack", "sequence": struct.unpack_from("<I", message, 8)[0]}))


if __name__ == "__main__":
    with suppress(KeyboardInterrupt, ConnectionClosed):
        main(sys.argv[1])
