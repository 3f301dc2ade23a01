"""Lessons looked through before anybody sees them: `playground lessons check FOLDER`; and those for learning
platforms, `playground lessons package`."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from tqdm import tqdm

from engine.reasons import ReasonError
from server.commands import package
from server.commands.headless import refuse
from server.lessons.folder import is_lesson_name, lesson_folders
from server.lessons.lesson import WrittenLesson, read_lesson
from server.lessons.reasons import Fault, refused
from server.lessons.solving import unsolved
from server.web.pages.lessons import surroundings

COMMAND = "playground lessons check"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds what `playground lessons` can do to its parser."""
    actions = parser.add_subparsers(dest="action", required=True)
    check = actions.add_parser(
        "check", help="tell everything that is wrong with lessons, and train their solutions"
    )
    check.add_argument("folder", metavar="FOLDER", help="the folder of a lesson, or one with several in it")
    package.add_arguments(
        actions.add_parser("package", help="make a SCORM 1.2 package of lessons for a learning platform")
    )


def run(args: argparse.Namespace) -> int:
    """Does what the parsed arguments say; returns the exit code: 0, 1 for lessons with faults, 2 for a folder
    without lessons."""
    if args.action == "package":
        return package.run(args)
    try:
        folders = _folders(Path(args.folder))
    except ReasonError as error:
        return refuse(COMMAND, f"{args.folder!r:.200}: {error}")
    shown = not sys.stderr.isatty()
    n_faults = 0
    for folder in tqdm(folders, unit="lesson", disable=shown, leave=False, file=sys.stderr):
        lesson = read_lesson(folder, surroundings())
        faults = lesson.faults or tuple(unsolved(lesson))
        n_faults += len(faults)
        for line in _told(lesson, faults):
            sys.stdout.write(line + "\n")
    return 1 if n_faults else 0


def _folders(folder: Path) -> list[Path]:
    """The folder, where it is a lesson, or the lessons in it."""
    if is_lesson_name(folder.resolve().name):
        return [folder.resolve()]
    found = lesson_folders(folder)
    if not found:
        raise refused("no_lessons")
    return found


def _told(lesson: WrittenLesson, faults: tuple[Fault, ...]) -> Iterator[str]:
    """All that is wrong, line by line; or that nothing is."""
    yield from (str(fault) for fault in faults)
    if not faults:
        n_steps = len(next(iter(lesson.texts.values())).steps)
        yield f"{lesson.key}: {n_steps} steps in {', '.join(lesson.texts)}, nothing is wrong"
