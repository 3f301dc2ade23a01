"""One of several replicas behind one address: what begins with its name is for it, and what begins with that
of another has come to the wrong one."""

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from server.messages import PROTOCOL, CloseCode, Refused
from server.settings import REPLICA
from server.web.sockets.conversation import say_goodbye

WRONG_REPLICA = 421
"""Of HTTP: the request has come to a server that cannot answer it; here another replica can."""


def elsewhere(replica: str) -> JSONResponse:
    """The answer to a request for what is at another replica."""
    told = {"error": CloseCode.MOVED.sentence, "replica": replica}
    return JSONResponse(told, WRONG_REPLICA, headers={"Cache-Control": "no-store"})


class AtReplica:
    """Takes the name of this replica off the path; what is for another one is told so."""

    def __init__(self, app: ASGIApp, replica: str) -> None:
        self._app, self._replica = app, replica

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            name, slash, rest = scope["path"][1:].partition("/")
            if slash and name == self._replica:
                scope["path"] = "/" + rest
                scope["raw_path"] = scope["path"].encode()
            elif slash and REPLICA.fullmatch(name):
                await _lead_on(scope, receive, send, name)
                return
        await self._app(scope, receive, send)


async def _lead_on(scope: Scope, receive: Receive, send: Send, replica: str) -> None:
    """Says where else the browser is to go."""
    if scope["type"] == "http":
        await elsewhere(replica)(scope, receive, send)
        return
    websocket = WebSocket(scope, receive, send)
    await websocket.accept(PROTOCOL if PROTOCOL in scope["subprotocols"] else None)
    await say_goodbye(websocket, Refused(CloseCode.MOVED, replica=replica))
