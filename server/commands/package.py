"""Lessons for a learning platform: `playground lessons package [KEY …] --address ADDRESS --out FILE`."""

import argparse
import os
import sys
from pathlib import Path

from server.commands.headless import refuse
from server.lessons.folder import UNSEEN
from server.lessons.lesson import WrittenLesson
from server.lessons.package import TITLES, packaged
from server.lessons.shelf import HOUSE, LessonShelf
from server.settings import Settings, SettingsError, from_environment, option_name
from server.web.pages.lessons import surroundings

COMMAND = "playground lessons package"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `playground lessons package` to its parser."""
    parser.add_argument(
        "keys", metavar="KEY", nargs="*", help="a lesson, by the name of its folder (default: all there are)"
    )
    parser.add_argument(
        "--address",
        help="where the playground is that has the lessons, as in https://nn.school.example "
        "(PLAYGROUND_ADDRESS)",
    )
    parser.add_argument(
        "--lessons", metavar="FOLDER", help="a folder with lessons of one's own (PLAYGROUND_LESSONS)"
    )
    parser.add_argument(
        "--language", choices=list(TITLES), default="en", help="that of the titles (default en)"
    )
    parser.add_argument("--title", default="", help="what the package is called on the platform")
    parser.add_argument("--out", metavar="FILE", required=True, help="where to write it, as in lessons.zip")


def run(args: argparse.Namespace) -> int:
    """Does what the parsed arguments say; returns the exit code: 0, 1 for lessons with faults, 2 for an
    address, a lesson or a file that cannot be."""
    try:
        settings = from_environment(os.environ, {"address": args.address, "lessons": args.lessons})
    except SettingsError as error:
        return refuse(COMMAND, str(error))
    if not settings.address:
        return refuse(COMMAND, "--address must be where the playground is, as in https://nn.school.example")
    if UNSEEN.search(args.title):
        return refuse(COMMAND, f"--title must have no signs that nobody sees, got {args.title!r:.200}")
    try:
        lessons = _named(args.keys, settings)
    except KeyError as error:
        return refuse(COMMAND, f"there is no lesson {error.args[0]!r:.200}")
    if faults := [str(fault) for lesson in lessons for fault in lesson.faults]:
        sys.stdout.write("".join(f"{fault}\n" for fault in faults))
        return 1
    address = settings.address.rstrip("/") + "/"
    try:
        Path(args.out).write_bytes(packaged(lessons, address, args.language, args.title))
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        return refuse(COMMAND, f"--out: {args.out!r:.200} cannot be written: {why}")
    keys, setting = ", ".join(each.key for each in lessons), option_name("event_origins")
    sys.stdout.write(
        f"{args.out}: a package for platforms that take SCORM 1.2, with {keys}.\n"
        f"Start the playground with {setting} and the address of that platform, so that it may tell how far "
        "somebody has come.\n"
    )
    return 0


def _named(keys: list[str], settings: Settings) -> list[WrittenLesson]:
    """The lessons of these names, in their order, without names all; raises `KeyError` for one that is not
    there."""
    folders = [HOUSE, *([Path(settings.lessons)] if settings.lessons else [])]
    there = {lesson.key: lesson for lesson in LessonShelf(folders, surroundings).lessons()}
    return [there[key] for key in dict.fromkeys(keys)] if keys else [*there.values()]
