"""The pages beside the playground, and the squares (QR codes) that lead to an address of this server.

GET /NAME     a page of `PageParts.pages`, but the administrator's, which is behind a token
POST /square  a path and fragment of ours → the whole address, and a square that leads there
"""

import io

import segno
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment

from engine.reasons import Reason
from server.messages.reasons import RoomReason
from server.settings import Settings
from server.web.of_rooms.by_http import NOT_STORED, REFUSALS, NotAllowed, body_of
from server.web.pages.catalogue import catalogue
from server.web.pages.explanations import LANGUAGES, labels
from server.web.pages.page_files import PageParts
from server.web.pages.ready import Ready, inline_scripts
from server.web.pages.words import glossary, time_line

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
GUARDED = ("admin",)
LONGEST_PATH = 400  # bytes: the square is still read from the last row
QUIET_ZONE = 2  # white cells around a square


def add_routes(app: FastAPI, settings: Settings, pages: Environment, parts: PageParts) -> None:
    """Adds the routes. What a square leads to may be secret, so it comes in the body, which no log has."""
    for name in parts.pages.keys() - GUARDED:
        _add_page(app, name, _page(pages, parts, name))

    @app.post("/square", responses=REFUSALS)
    async def square(request: Request) -> Response:
        try:
            path = (await body_of(request, LONGEST_PATH, _too_long)).decode("utf-8", "replace")
        except NotAllowed as error:
            return error.answer()
        address = f"{public_address(request, settings)}{path.lstrip('/')}"
        return JSONResponse({"address": address, "svg": drawn(address)}, headers=NOT_STORED)


def _page(pages: Environment, parts: PageParts, name: str) -> Ready:
    text = pages.get_template(f"{name}.html").render(
        parts=parts,
        part=parts.pages[name],
        catalogue=catalogue(),
        labels={language: labels(language) for language in LANGUAGES},
        words={
            language: {"eras": time_line(language), "terms": glossary(language)} for language in LANGUAGES
        },
    )
    policy = PAGE_POLICY.format(scripts=inline_scripts(text))
    return Ready(text, "text/html", headers={"Content-Security-Policy": policy})


def _add_page(app: FastAPI, name: str, page: Ready) -> None:
    @app.head(f"/{name}", include_in_schema=False)
    @app.get(f"/{name}", response_class=HTMLResponse, name=name)
    async def shown(request: Request) -> Response:
        return page.answer(request)


def public_address(request: Request, settings: Settings) -> str:
    """Returns the address of the playground as people type it, with a slash at its end: the setting, or what
    this request was sent to."""
    address = settings.address or str(request.base_url)
    return address if address.endswith("/") else f"{address}/"


def drawn(address: str) -> str:
    """Returns a square that leads to an address, as SVG without sizes or colours of its own."""
    file = io.BytesIO()
    segno.make_qr(address, error="m").save(
        file, kind="svg", border=QUIET_ZONE, xmldecl=False, omitsize=True, nl=False, dark="#000", light="#fff"
    )
    return file.getvalue().decode()


def _too_long(most: int, got: int) -> Reason:
    return RoomReason("address_too_long", most=LONGEST_PATH)
