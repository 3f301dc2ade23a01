"""What goes between rooms and classes: tables of keys with their newest values, which expire.

No room knows of another, and none of a class, but through a table of the bus. In memory it all stays in this
process; nothing that uses a bus may depend on that.
"""

from server.bus.bus import Bus, BusFull, Subscription
from server.bus.memory import MemoryBus

__all__ = ["Bus", "BusFull", "MemoryBus", "Subscription"]
