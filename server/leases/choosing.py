"""Which bus and which leases a server has: it is alone, or one of several that share a hub or Valkey."""

from server.bus.bus import Bus
from server.bus.memory import MemoryBus
from server.leases.alone import Alone
from server.leases.leases import Leases


def chosen(replica: str = "", valkey: str = "", hub: str = "") -> tuple[Bus, Leases]:
    """Returns the bus and the leases of a server by its name, and the address of a Valkey or the path of a
    hub. Nothing that only several servers need is imported for one that is alone."""
    if valkey:
        from server.bus.mirrored import MirroredBus
        from server.bus.valkey_store import ValkeyBusStore
        from server.leases.shared import SharedLeases
        from server.leases.valkey_store import ValkeyLeaseStore

        return MirroredBus(ValkeyBusStore(valkey)), SharedLeases(ValkeyLeaseStore(valkey, replica), replica)
    if hub:
        from server.bus.hub_store import HubBusStore
        from server.bus.mirrored import MirroredBus
        from server.leases.hub_store import HubLeaseStore
        from server.leases.shared import SharedLeases

        return MirroredBus(HubBusStore(hub)), SharedLeases(HubLeaseStore(hub, replica), replica)
    return MemoryBus(), Alone()


def check(valkey: str) -> None:
    """Raises SettingsError where the address of a Valkey is none, or the library for it is not there."""
    if valkey:
        from server.bus import valkey_line

        valkey_line.check(valkey)
