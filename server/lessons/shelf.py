"""The lessons that there are, read again when a file of theirs has changed."""

import functools
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.reasons import ReasonError
from server.lessons.folder import (
    MOST_LESSONS,
    MOST_PICTURE_KB,
    Signature,
    lesson_folders,
    read_plain,
    signature_of,
)
from server.lessons.surroundings import Surroundings

if TYPE_CHECKING:
    from server.lessons.lesson import WrittenLesson

HOUSE = Path(__file__).parents[2] / "lessons"
LOOK_SECONDS = 1.0


class LessonShelf:
    """The lessons of some folders, those of the first folder first. A lesson stands in the place of one with
    the same name in a folder before. Reading takes its time: it is for threads, which may all ask at once."""

    def __init__(
        self,
        folders: Sequence[Path],
        around: Callable[[], Surroundings],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folders, self._around, self._clock = folders, around, clock
        self._lock = threading.Lock()
        self._lessons: dict[Path, WrittenLesson] = {}
        self._looked: float | None = None

    def lessons(self) -> "list[WrittenLesson]":
        """Returns all lessons in their order, those with faults too; looks for changes at most every
        `LOOK_SECONDS`."""
        return [*self._present().values()]

    def lesson(self, key: str) -> "WrittenLesson | None":
        """Returns a lesson by its name."""
        return next((lesson for lesson in self.lessons() if lesson.key == key), None)

    def picture(self, key: str, name: str) -> bytes | None:
        """Returns a picture of a lesson, as it is on the disk now."""
        for path, lesson in self._present().items():
            if lesson.key == key and name in lesson.pictures:
                try:
                    return read_plain(path / name, 1000 * MOST_PICTURE_KB)
                except ReasonError:
                    return None
        return None

    def _present(self) -> "dict[Path, WrittenLesson]":
        """The lessons by their folders."""
        with self._lock:
            now = self._clock()
            if self._looked is None or now - self._looked >= LOOK_SECONDS:
                found: dict[str, Path] = {}
                for folder in self._folders:
                    found |= {path.name: path for path in _folders_in(folder)}
                around = self._around()
                self._lessons = {path: _read_at(path, signature_of(path), around) for path in found.values()}
                self._looked = now
            return self._lessons


@functools.lru_cache(2 * MOST_LESSONS)
def _read_at(path: Path, signature: Signature, around: Surroundings) -> "WrittenLesson":
    """Reads a lesson, once for each of its signatures."""
    from server.lessons.lesson import read_lesson  # which takes a reader of Markdown along

    return read_lesson(path, around)


def _folders_in(folder: Path) -> list[Path]:
    """The lessons in a folder; none where it cannot be read, while it is moved perhaps."""
    try:
        return lesson_folders(folder)
    except ReasonError:
        return []
