"""A room from Python: `from server.client import join_room, new_room` (docs/python.md).

It needs a playground that runs somewhere, and nothing of what makes one run: no web framework, no compiler.
"""

from server.client.errors import RoomError
from server.client.live_room import LiveRoom, join_room, new_room
from server.client.look import Look

__all__ = ["LiveRoom", "Look", "RoomError", "join_room", "new_room"]
