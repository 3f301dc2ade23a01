"""Requests over HTTP wait for their turn where many come from one address; where far too many do, they are
answered by a sentence instead."""

import asyncio

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from server.web.addresses import Addresses

PATIENCE_SECONDS = 10
HEADERS = {"Retry-After": str(PATIENCE_SECONDS), "Connection": "close"}
DEAR = {"/activations": 8, "/samples": 4}  # as many requests as these may cost that are worked out
FREE = ("/healthz", "/readyz")  # or a flood could make whoever watches over us restart us


class Visits:
    """Stands behind what knows the browser's own address, and before all that takes time."""

    def __init__(self, app: ASGIApp, addresses: Addresses) -> None:
        self._app, self._addresses = app, addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = (scope.get("client") or ("",))[0]
        if scope["type"] == "http":
            await asyncio.sleep(self._addresses.pause(address, DEAR.get(scope["path"], 1)))
        if scope["type"] == "http" and scope["path"] not in FREE and not self._addresses.may_ask(address):
            sentence = f"Too many requests come from {address}; try again in {PATIENCE_SECONDS} seconds."
            refusal = JSONResponse({"error": sentence}, 429, HEADERS)
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)
