"""The app: page, static files, health and socket. `create_app` is its only builder."""

import functools
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request, Response, WebSocket
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.backends.devices import Devices
from engine.experiment.experiment import LIMITS
from server.bus import Bus
from server.frames.activation_curves import activation_curves
from server.leases import Leases
from server.playground import Playground
from server.settings import Settings
from server.web.addresses import Addresses
from server.web.listening import most_connections
from server.web.of_rooms import bring, kept_classes, points, saved_states, take_away, whole_table
from server.web.of_sweeps import opening, sweeps
from server.web.pages import admin, beside, lessons
from server.web.pages.catalogue import catalogue, samples
from server.web.pages.examples import examples
from server.web.pages.explanations import LANGUAGES, explanations, labels
from server.web.pages.page_files import PageFiles, PageParts, page_parts
from server.web.pages.ready import Ready, inline_scripts
from server.web.pages.ready_sweeps import ready_sweeps
from server.web.pages.words import words_at
from server.web.proxies import BehindProxies
from server.web.replicas import AtReplica
from server.web.sockets.class_socket import serve_class
from server.web.sockets.line import Post
from server.web.sockets.room_socket import serve_room
from server.web.visits import Visits

Classes = Annotated[int, Query(ge=LIMITS["classes"].low, le=LIMITS["classes"].high)]
Steepness = Annotated[float, Query(ge=LIMITS["steepness"].low, le=LIMITS["steepness"].high)]

MOST_KEPT = 64  # answers of a kind that were worked out
HOME = Path(__file__).parents[2]
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)
UNKNOWN_LANGUAGE: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such language."}}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors *",
}


def _page(pages: Environment, parts: PageParts) -> Ready:
    shown = catalogue()
    called = {language: labels(language) for language in LANGUAGES}
    links = {example["key"]: example["link"] for example in examples("en")}
    text = pages.get_template("index.html").render(
        catalogue=shown, labels=called, version=shown["version"], parts=parts, examples=links
    )
    policy = PAGE_POLICY.format(scripts=inline_scripts(text))
    return Ready(text, "text/html", headers={"Content-Security-Policy": policy})


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def create_app(
    settings: Settings | None = None,
    devices: Devices | None = None,
    shared: tuple[Bus, Leases] | None = None,
) -> FastAPI:
    """Builds the whole app. Its `state.playground` exists while it runs. `shared` is what goes between
    several servers, where the settings do not say that."""
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        playground = Playground(settings, devices, shared)
        app.state.playground = playground
        await playground.start()
        try:
            yield
        finally:
            await playground.say_goodbye(seconds=1)
            await playground.stop()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(GZipMiddleware, minimum_size=400)
    app.state.addresses = Addresses(settings, most_connections())
    app.state.post = Post()
    app.add_middleware(Visits, addresses=app.state.addresses)
    app.add_middleware(SafeHeaders)
    app.add_middleware(Sockets)
    if settings.replica:
        app.add_middleware(AtReplica, replica=settings.replica)
    app.add_middleware(BehindProxies, trusted=settings.trusted_proxies, root_path=settings.root_path)
    pages = Environment(loader=FileSystemLoader(HOME / "templates"), autoescape=select_autoescape())
    in_order_of_the_form = {"sort_keys": False, "separators": (",", ":")}
    pages.policies["json.dumps_kwargs"] = in_order_of_the_form
    parts = page_parts(HOME / "static")
    _add_routes(app, pages, parts)
    admin.add_routes(app, settings, pages, parts)
    beside.add_routes(app, settings, pages, parts)
    lessons.add_routes(app, settings)
    take_away.add_routes(app)
    points.add_routes(app)
    saved_states.add_routes(app)
    kept_classes.add_routes(app)
    bring.add_routes(app)
    whole_table.add_routes(app)
    sweeps.add_routes(app)
    opening.add_routes(app)
    app.mount("/static", PageFiles(directory=HOME / "static", check_dir=False), name="static")
    return app


def _add_routes(app: FastAPI, pages: Environment, parts: PageParts) -> None:
    page = _page(pages, parts)
    told = {
        "explanations": {language: _ready_json(explanations(language)) for language in LANGUAGES},
        "examples": {language: _ready_json(examples(language)) for language in LANGUAGES},
        "sweeps": {language: _ready_json(ready_sweeps(language)) for language in LANGUAGES},
        "words": {language: _ready_json(words_at(language)) for language in LANGUAGES},
    }

    @app.head("/", include_in_schema=False)
    @app.get("/", response_class=HTMLResponse)
    async def index(request: Request) -> Response:
        return page.answer(request)

    @app.get("/explanations/{language}.json", responses=UNKNOWN_LANGUAGE)
    async def explain(request: Request, language: str) -> Response:
        return _in_language(request, told["explanations"], language)

    @app.get("/examples/{language}.json", responses=UNKNOWN_LANGUAGE)
    async def set_ups(request: Request, language: str) -> Response:
        return _in_language(request, told["examples"], language)

    @app.get("/sweeps/ready/{language}.json", responses=UNKNOWN_LANGUAGE)
    async def sweeps_to_start(request: Request, language: str) -> Response:
        return _in_language(request, told["sweeps"], language)

    @app.get("/glossary/{language}.json", responses=UNKNOWN_LANGUAGE)
    async def words(request: Request, language: str) -> Response:
        return _in_language(request, told["words"], language)

    @app.get("/healthz")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", responses={503: {"description": "It is loading or stopping."}})
    async def ready(request: Request) -> Response:
        playground: Playground = request.app.state.playground
        why = "stopping" if playground.draining else None if playground.loaded.is_set() else "loading"
        return JSONResponse({"status": why or "ready"}, 503 if why else 200, {"Cache-Control": "no-store"})

    @app.get("/activations")
    async def curves(request: Request, steepness: Steepness = 1.0) -> Response:
        return _curves(steepness).answer(request)

    @app.get("/samples")
    async def points_of_classes(request: Request, classes: Classes) -> Response:
        return _points(classes).answer(request)


@functools.lru_cache(MOST_KEPT)
def _curves(steepness: float) -> Ready:
    return _ready_json(activation_curves(steepness))


@functools.lru_cache(MOST_KEPT)
def _points(classes: int) -> Ready:
    return _ready_json(samples(classes))


def _ready_json(value: Any) -> Ready:
    return Ready(_json(value), "application/json")


def _in_language(request: Request, told: Mapping[str, Ready], language: str) -> Response:
    """What is told in a language; an error with the languages there are, for any other."""
    if language in told:
        return told[language].answer(request)
    error = f"the language must be one of {', '.join(told)}, got {language!r}"
    return JSONResponse({"error": error}, status_code=404)


SOCKETS = {"/socket": serve_room, "/class": serve_class}


class Sockets:
    """Serves the socket before all that is for requests alone: each layer more would take half a kilobyte of
    every browser as long as it is there, and time of every frame."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        serve = SOCKETS.get(scope["path"]) if scope["type"] == "websocket" else None
        if serve is not None:
            await serve(WebSocket(scope, receive, send), scope["app"].state.playground)
        else:
            await self._app(scope, receive, send)


class SafeHeaders:
    """Adds the headers that keep pages from doing what they should not; a route's own headers win."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_safely if scope["type"] == "http" else send)
