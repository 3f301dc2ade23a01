"""Numbers for who runs the server: `/metrics` for Prometheus, and a page behind a token."""

import secrets

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from jinja2 import Environment

from server.logs import tell
from server.metrics import CONTENT_TYPE
from server.playground import Playground
from server.settings import Settings
from server.version import version
from server.web.pages.page_files import PageParts
from server.web.pages.ready import Ready, inline_scripts

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def add_routes(app: FastAPI, settings: Settings, pages: Environment, parts: PageParts) -> None:
    """Adds `/metrics`, and where there is a token `/admin` and `/api/admin`."""

    @app.get("/metrics", response_class=PlainTextResponse)
    async def metrics(request: Request) -> Response:
        playground: Playground = request.app.state.playground
        return Response(playground.metrics.text(), headers={"Content-Type": CONTENT_TYPE})

    if not settings.admin_token:
        return

    text = pages.get_template("admin.html").render(parts=parts, part=parts.pages["admin"], version=version())
    policy = PAGE_POLICY.format(scripts=inline_scripts(text))
    shown = Ready(text, "text/html", headers={"Content-Security-Policy": policy})

    @app.get("/admin")
    async def page(request: Request) -> Response:
        return shown.answer(request)

    @app.get("/api/admin")
    async def numbers(request: Request) -> Response:
        check_token(request, settings.admin_token)
        playground: Playground = request.app.state.playground
        replicas, rooms = await playground.replicas.all()
        listed = {
            "replica": settings.replica,
            "replicas": replicas if settings.replica else [],
            "rooms": rooms,
            "numbers": playground.metrics.listed(),
        }
        return JSONResponse(listed, headers={"Cache-Control": "no-store"})


def check_token(request: Request, token: str) -> None:
    """Raises the answer 401 unless the request carries the token; takes the same time for every wrong one."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secrets.compare_digest(given.encode(), token.encode()):
        tell("admin_refused")
        raise HTTPException(401, "The token is not the right one.", {"WWW-Authenticate": "Bearer"})
