"""What a trusted proxy says about the browser behind it, and the path under which it shows us.

Anybody can send `X-Forwarded-For`; it is believed only when the other end of the connection is a proxy that
the settings name, and of the addresses in it the last that is not such a proxy: each proxy adds to the end.
"""

import ipaddress
from collections.abc import Iterable

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

PROXIED = "playground.proxied"  # in the scope of a request whose address a trusted proxy has told
LONGEST_CHAIN = 20  # proxies behind each other; what stands further left is not looked at


class Networks:
    """A set of addresses, given as addresses or networks like 10.0.0.0/8; `*` is everybody."""

    def __init__(self, texts: Iterable[str]) -> None:
        named = list(texts)
        self._everybody = "*" in named
        self._networks = [ipaddress.ip_network(text, strict=False) for text in named if text != "*"]

    def __contains__(self, address: str) -> bool:
        if self._everybody:
            return True
        if not self._networks:
            return False
        try:
            known = ipaddress.ip_address(address)
        except ValueError:
            return False
        if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is not None:
            known = known.ipv4_mapped
        return any(known in network for network in self._networks)


class BehindProxies:
    """Puts the browser's own address and host into the scope, and takes the sub-path off."""

    def __init__(self, app: ASGIApp, trusted: tuple[str, ...], root_path: str) -> None:
        self._app = app
        self._trusted = Networks(trusted)
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            if scope["path"] == self._root_path and scope["type"] == "http":
                redirect = RedirectResponse(self._root_path + "/")
                await redirect(scope, receive, send)
                return
            self._believe(scope)
            self._strip(scope)
        await self._app(scope, receive, send)

    def _believe(self, scope: Scope) -> None:
        client = scope.get("client")
        if not client or client[0] not in self._trusted:
            return
        address = self._address_behind(values_of(scope, b"x-forwarded-for"))
        if address is not None:
            scope["client"] = (address, 0)
            scope[PROXIED] = True
        hosts = values_of(scope, b"x-forwarded-host")
        if hosts:
            others = [(name, value) for name, value in scope["headers"] if name != b"host"]
            scope["headers"] = [*others, (b"host", hosts[0].encode("latin-1"))]

    def _address_behind(self, chain: list[str]) -> str | None:
        """Returns the last address that is none of our proxies; of a chain of proxies alone, the first."""
        found = None
        for text in reversed(chain[-LONGEST_CHAIN:]):
            address = plain_address(text)
            if address is None:
                break
            found = address
            if address not in self._trusted:
                break
        return found

    def _strip(self, scope: Scope) -> None:
        """Takes the sub-path off, for proxies that leave it on; those that do not are right as well."""
        path: str = scope["path"]
        if self._root_path and path.startswith(self._root_path + "/"):
            scope["path"] = path[len(self._root_path) :]
            scope["raw_path"] = scope["path"].encode()


def values_of(scope: Scope, name: bytes) -> list[str]:
    """Returns what all headers of a name list, in order."""
    found = b",".join(value for key, value in scope["headers"] if key == name).decode("latin-1")
    return [part.strip() for part in found.split(",") if part.strip()]


def plain_address(text: str) -> str | None:
    """Returns an address without port and brackets, or None when it is none."""
    for candidate in (text, text.rpartition(":")[0], text.partition("]")[0].removeprefix("[")):
        try:
            return str(ipaddress.ip_address(candidate))
        except ValueError:
            continue
    return None
