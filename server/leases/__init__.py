"""Who has what, where several servers share the rooms and classes: a name belongs to one of them at a time.

A name such as `room/ID` has a lease, which its server renews; a server that has died renews none, and then
another may take the name. What is kept of a room or class belongs to its lease: who has none writes nothing.
A server that is alone has everything, and keeps it in its data folder.
"""

from server.leases.alone import Alone
from server.leases.leases import RENEW_SECONDS, SECONDS, HeldByNamesake, Leases, LeasesFull, LeasesLost

__all__ = ["RENEW_SECONDS", "SECONDS", "Alone", "HeldByNamesake", "Leases", "LeasesFull", "LeasesLost"]
