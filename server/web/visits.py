"""Requests over HTTP wait for their turn where many come from one address; where far too many do, they are
answered by a sentence instead."""

import asyncio

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from server.web.addresses import Addresses

PATIENCE_SECONDS = 10
HEADERS = {"Retry-After": str(PATIENCE_SECONDS), "Connection": "close"}
DEAR = {
    "/activations": 8,
    "/samples": 4,
    "/square": 4,
    "/rooms/": 8,
    "/saved/": 8,
    "/classes/": 8,
    "/kept": 8,
    "/sweeps": 2,
}
"""As many requests as those may cost that are worked out, by what their paths begin with."""
FREE = ("/healthz", "/readyz")  # or a flood could make whoever watches over us restart us


class Visits:
    """Stands behind what knows the browser's own address, and before all that takes time."""

    def __init__(self, app: ASGIApp, addresses: Addresses) -> None:
        self._app, self._addresses = app, addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = (scope.get("client") or ("",))[0]
        if scope["type"] != "http" or scope["path"] in FREE:
            await self._app(scope, receive, send)
        elif not self._addresses.may_ask(address):
            sentence = f"Too many requests come from {address}; try again in {PATIENCE_SECONDS} seconds."
            await JSONResponse({"error": sentence}, 429, HEADERS)(scope, receive, send)
        elif await self._has_its_turn(address, cost_of(scope["path"])):
            await self._app(scope, receive, send)
        else:
            await JSONResponse({"error": "The server is stopping."}, 503, HEADERS)(scope, receive, send)

    async def _has_its_turn(self, address: str, cost: int) -> bool:
        """Waits for it; returns whether it came before the server's end."""
        try:
            await asyncio.sleep(self._addresses.pause(address, cost))
        except asyncio.CancelledError:
            return False
        return True


def cost_of(path: str) -> int:
    """As how many requests one of this path counts."""
    return next((cost for beginning, cost in DEAR.items() if path.startswith(beginning)), 1)
