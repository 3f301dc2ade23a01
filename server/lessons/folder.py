"""The files of a lesson's folder, read within bounds: who reads a folder need not trust who wrote it."""

import functools
import operator
import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from engine.experiment.checks import shown
from engine.reasons import ReasonError
from server.lessons.reasons import Faults, refused

MOST_LESSONS = 100
MOST_FILES = 100
MOST_TEXT_KB = 100
MOST_PICTURE_KB = 500
MOST_MB = 10
LONGEST_LINE = 2_000  # signs

LESSON_NAME = re.compile(r"[0-9]{2}-[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_NAME = 60
_FILE_NAME = re.compile(r"[a-z0-9_-]{1,60}\.[a-z]{2,4}")
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Signs that nobody sees in a text; ends of lines are none."""

PICTURES: Mapping[str, re.Pattern[bytes]] = {
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}
"""The pictures that a lesson may have, by the ends of their names, and how such a file begins."""

PICTURE_TYPES: Mapping[str, str] = {"png": "image/png", "webp": "image/webp"}


class Files(NamedTuple):
    """What is in a lesson's folder: the texts by language, and the names of its pictures."""

    texts: dict[str, str]
    pictures: frozenset[str]


_AS_IT_STANDS = functools.reduce(
    operator.or_, (getattr(os, name, 0) for name in ("O_RDONLY", "O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
)
"""How a file is opened: following no link, waiting for nobody, its bytes as they are; where a system has
such flags."""

Signature = tuple[tuple[str, int, int, int], ...]
"""Name, size, when it was changed and its number for each file: another one where something was changed."""


def lesson_folders(folder: Path) -> list[Path]:
    """Returns the folders of lessons in a folder, in order; others that are in it are left alone. Raises
    `ReasonError` where it cannot be read or has too many."""
    found: list[Path] = []
    try:
        for entry in _entries(folder, 10 * MOST_LESSONS):
            if is_lesson_name(entry.name) and entry.is_dir(follow_symlinks=False):
                found.append(folder / entry.name)
    except OSError as error:
        raise refused("no_folder", error=_why(error)) from None
    if len(found) > MOST_LESSONS:
        raise refused("too_many_lessons", most=MOST_LESSONS)
    return sorted(found)


def is_lesson_name(name: str) -> bool:
    """Whether a folder with this name is a lesson."""
    return len(name) <= LONGEST_NAME and LESSON_NAME.fullmatch(name) is not None


def signature_of(folder: Path) -> Signature:
    """Returns what tells whether a lesson has changed; empty where it cannot be read."""
    found = []
    try:
        for entry in _entries(folder, MOST_FILES + 1):
            about = entry.stat(follow_symlinks=False)
            found.append((entry.name, about.st_size, about.st_mtime_ns, about.st_ino))
    except OSError:
        return ()
    return tuple(sorted(found))


def read_files(folder: Path, languages: tuple[str, ...], faults: Faults) -> Files:
    """Returns the files of a lesson; what is wrong with them is told to `faults`, and they are left out."""
    texts: dict[str, str] = {}
    pictures: set[str] = set()
    left = MOST_MB * 1_000_000
    names = _names(folder, faults)
    for name in names:
        told = f"{folder.name}/{name}"
        stem, _, ending = name.partition(".")
        try:
            if name not in (f"{language}.md" for language in languages) and ending not in PICTURES:
                allowed = ", ".join(f"{language}.md" for language in languages)
                raise refused("file_kind", allowed=allowed, pictures=", ".join(PICTURES), got=name)
            data = read_plain(folder / name, 1000 * (MOST_TEXT_KB if ending == "md" else MOST_PICTURE_KB))
            left -= len(data)
            if left < 0:
                faults.tell(folder.name, 0, "lesson_too_large", most=MOST_MB)
                break
            if ending == "md":
                texts[stem] = checked_text(data, told, faults)
            elif PICTURES[ending].match(data) is None:
                raise refused("not_a_picture", kind=ending)
            else:
                pictures.add(name)
        except ReasonError as error:
            faults.tell_reason(told, 0, error.reason)
    return Files(texts, frozenset(pictures))


def read_plain(path: Path, most: int) -> bytes:
    """Returns the bytes of a file that is one, no link and no device; `ReasonError` for anything else and
    for more than `most` bytes."""
    try:
        opened = os.open(path, _AS_IT_STANDS)
        with os.fdopen(opened, "rb") as file:
            if path.is_symlink() or not stat.S_ISREG(os.fstat(opened).st_mode):
                raise refused("no_plain_file")
            data = file.read(most + 1)
    except OSError as error:
        if path.is_symlink() or path.is_dir():
            raise refused("no_plain_file") from None
        raise refused("unreadable", error=_why(error)) from None
    if len(data) > most:
        raise refused("file_too_large", most=most // 1000)
    return data


def checked_text(data: bytes, told: str, faults: Faults) -> str:
    """Returns a file's text with plain ends of lines; raises `ReasonError` where it is none."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise refused("not_text") from None
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            faults.tell(told, number, "line_too_long", most=LONGEST_LINE, got=len(line))
        if unseen := UNSEEN.search(line):
            faults.tell(told, number, "strange_sign", got=code_of(unseen[0]))
    return text


def code_of(sign: str) -> str:
    """Returns how Unicode names a sign that cannot be shown."""
    return f"U+{ord(sign):04X}"


def _names(folder: Path, faults: Faults) -> list[str]:
    """The names of the files that are named as they must be."""
    try:
        entries = [entry.name for entry in _entries(folder, MOST_FILES + 1)]
    except OSError as error:
        faults.tell(folder.name, 0, "no_folder", error=_why(error))
        return []
    if len(entries) > MOST_FILES:
        faults.tell(folder.name, 0, "too_many_files", most=MOST_FILES)
        return []
    plain = [name for name in sorted(entries) if _FILE_NAME.fullmatch(name)]
    for name in sorted(set(entries).difference(plain)):
        faults.tell(folder.name, 0, "file_name", got=shown(name))
    return plain


def _entries(folder: Path, most: int) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for n, entry in enumerate(entries):
            if n >= most:
                return
            yield entry


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
