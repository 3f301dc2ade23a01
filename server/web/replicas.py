"""One of several replicas behind one address: what begins with its name is for it, and what begins with that
of another has come to the wrong one. A page is at home at the address of all."""

from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
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
                if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
                    await _without_pages(self._app, scope, receive, send)
                    return
            elif slash and REPLICA.fullmatch(name):
                await _lead_on(scope, receive, send, name)
                return
        await self._app(scope, receive, send)


async def _without_pages(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answers, but where the answer would be a page leads the browser to the same page at the address of all:
    from there it finds every replica, and this one need not live for it to be loaded again."""
    is_page = False

    async def pass_on(message: Message) -> None:
        nonlocal is_page
        if message["type"] == "http.response.start":
            is_page = Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
            if is_page:
                await RedirectResponse(_for_all(scope), headers={"Cache-Control": "no-store"})(
                    scope, receive, send
                )
        if not is_page:
            await send(message)

    await app(scope, receive, pass_on)


def _for_all(scope: Scope) -> str:
    """Returns where a request would go without the name of a replica, as seen from its own address: whatever
    proxies have taken off it before is right so."""
    path: str = scope["path"][1:]
    query = scope["query_string"].decode("latin-1")
    return "../" * (path.count("/") + 1) + quote(path) + (f"?{query}" if query else "")


async def _lead_on(scope: Scope, receive: Receive, send: Send, replica: str) -> None:
    """Says where else the browser is to go."""
    if scope["type"] == "http":
        await elsewhere(replica)(scope, receive, send)
        return
    websocket = WebSocket(scope, receive, send)
    await websocket.accept(PROTOCOL if PROTOCOL in scope["subprotocols"] else None)
    await say_goodbye(websocket, Refused(CloseCode.MOVED, replica=replica))
