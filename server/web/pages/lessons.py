"""Lessons as the page asks for them.

GET /lessons/LANGUAGE.json      the lessons without faults, in their order
GET /lessons/KEY/LANGUAGE.json  one with its steps; of one with faults these, one sentence each
GET /lessons/KEY/FILE           a picture of one
GET /lessons/events?origin=…    whether pages of an origin are told what happens in a lesson that they embed
"""

import asyncio
import functools
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse

from server.lessons.folder import PICTURE_TYPES
from server.lessons.shelf import HOUSE, LessonShelf
from server.lessons.surroundings import Surroundings
from server.settings import Settings
from server.web.of_rooms.by_http import NOT_STORED
from server.web.origins import allowed_of
from server.web.pages.beside import GUARDED
from server.web.pages.explanations import LANGUAGES, explanations
from server.web.pages.page_files import SOURCE_PARTS
from server.web.pages.ready import ASK_AGAIN, Ready
from server.web.pages.words import table

if TYPE_CHECKING:
    from server.lessons.lesson import WrittenLesson

LONGEST_ORIGIN = 300  # characters
Origin = Annotated[str, Query(max_length=LONGEST_ORIGIN)]

UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such lesson or language."}}
FAULTY: dict[int | str, dict[str, Any]] = {422: {"description": "The lesson has faults, which are told."}}


@functools.cache
def surroundings() -> Surroundings:
    """Returns what lessons may name of this playground."""
    return Surroundings(
        languages=tuple(LANGUAGES),
        terms=frozenset({*table("glossary"), *table("history")["events"], "terms", "history"}),
        pages=frozenset(SOURCE_PARTS.pages.keys() - GUARDED),
        controls=frozenset(explanations(next(iter(LANGUAGES)))),
    )


def add_routes(app: FastAPI, settings: Settings) -> None:
    """Adds the routes. Files are looked at in a thread, and nothing is read before somebody asks."""
    folders = [HOUSE, *([Path(settings.lessons)] if settings.lessons else [])]
    shelf = LessonShelf(folders, surroundings)

    @app.get("/lessons/{language}.json", responses=UNKNOWN)
    async def all_lessons(request: Request, language: str) -> Response:
        if language not in LANGUAGES:
            return _unknown("language", language)
        found = await asyncio.to_thread(shelf.lessons)
        return _ready([each.about(language) for each in found if not each.faults]).answer(request)

    @app.get("/lessons/events")
    async def embedding(origin: Origin) -> Response:
        return JSONResponse({"origin": allowed_of(origin, settings.event_origins)}, headers=NOT_STORED)

    @app.get("/lessons/{key}/{language}.json", responses=UNKNOWN | FAULTY)
    async def one_lesson(request: Request, key: str, language: str) -> Response:
        lesson = await asyncio.to_thread(shelf.lesson, key)
        if lesson is None or language not in LANGUAGES:
            return _unknown("lesson", f"{key}/{language}")
        if lesson.faults:
            return JSONResponse({"faults": [str(fault) for fault in lesson.faults]}, 422)
        return _shown(lesson, language).answer(request)

    @app.get("/lessons/{key}/{name}", responses=UNKNOWN)
    async def picture(request: Request, key: str, name: str) -> Response:
        data = await asyncio.to_thread(shelf.picture, key, name)
        if data is None:
            return _unknown("picture", f"{key}/{name}")
        headers = {"ETag": f'"{hashlib.sha256(data).hexdigest()[:32]}"', "Cache-Control": ASK_AGAIN}
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(data, headers=headers, media_type=PICTURE_TYPES[name.rpartition(".")[2]])


@functools.lru_cache(64)
def _shown(lesson: "WrittenLesson", language: str) -> Ready:
    return _ready(lesson.as_shown(language))


def _ready(value: Any) -> Ready:
    return Ready(json.dumps(value, ensure_ascii=False, separators=(",", ":")), "application/json")


def _unknown(what: str, name: str) -> Response:
    return JSONResponse({"error": f"there is no {what} {name[:80]!r}"}, 404)
