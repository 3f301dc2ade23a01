"""A lesson in all its languages, read from its folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.lessons.blocks import as_shown, facts_of
from server.lessons.folder import Files, read_files
from server.lessons.reasons import Fault, Faults
from server.lessons.steps import FRONT, LessonStep, LessonText, read_text
from server.lessons.surroundings import Surroundings


@dataclass(frozen=True, slots=True, eq=False)
class WrittenLesson:
    """A lesson by the name of its folder, with what it says in each language that it has. Where there are
    `faults` it is not to be shown."""

    key: str
    texts: Mapping[str, LessonText]
    pictures: frozenset[str]
    faults: tuple[Fault, ...]

    def about(self, language: str) -> dict[str, Any]:
        """Returns what a list of lessons tells of it."""
        text = self.texts[language]
        return {"key": self.key, **text.front, "n_steps": len(text.steps)}

    def as_shown(self, language: str) -> dict[str, Any]:
        """Returns all of it as the page gets it."""
        steps = [_step_shown(step, language) for step in self.texts[language].steps]
        return {**self.about(language), "steps": steps}


def read_lesson(folder: Path, around: Surroundings) -> WrittenLesson:
    """Returns the lesson in a folder, with all that is wrong with it but what only training tells."""
    faults = Faults()
    files = read_files(folder, around.languages, faults)
    texts = {
        language: read_text(folder.name, language, files.texts[language], files, around, faults)
        for language in around.languages
        if language in files.texts
    }
    for language in around.languages:
        file = f"{folder.name}/{language}.md"
        if language not in texts and all(fault.file != file for fault in faults.found):
            faults.tell(file, 0, "no_translation")
    _tell_unused(folder.name, files, texts, faults)
    first, *others = [language for language in around.languages if language in texts] or [""]
    for other in others:
        _compare(texts[first], texts[other], first, faults)
    return WrittenLesson(folder.name, texts, files.pictures, tuple(faults.found))


def _step_shown(step: LessonStep, language: str) -> dict[str, Any]:
    parts = [
        {"kind": "text", "html": part} if isinstance(part, str) else as_shown(part, language)
        for part in step.parts
    ]
    return {"title": step.title, "link": step.link, "parts": parts}


def _tell_unused(key: str, files: Files, texts: Mapping[str, LessonText], faults: Faults) -> None:
    used: set[str] = set()
    for text in texts.values():
        used |= text.pictures
    for name in sorted(files.pictures - used):
        faults.tell(f"{key}/{name}", 0, "unused_picture")


def _compare(first: LessonText, other: LessonText, language: str, faults: Faults) -> None:
    """Tells where two languages of a lesson differ in anything but what they say."""
    for field, rule in FRONT.items():
        if not rule.is_text and first.front.get(field) != other.front.get(field):
            faults.tell(other.file, 1, "other_front", field=field, language=language)
    if len(first.front.get("learnt", ())) != len(other.front.get("learnt", ())):
        faults.tell(other.file, 1, "other_front", field="learnt", language=language)
    if len(first.steps) != len(other.steps):
        wanted, got = len(first.steps), len(other.steps)
        faults.tell(other.file, 0, "other_steps", language=language, wanted=wanted, got=got)
        return
    for number, (one, two) in enumerate(zip(first.steps, other.steps, strict=True), 1):
        _compare_steps(number, one, two, language, other.file, faults)


def _compare_steps(
    number: int, one: LessonStep, two: LessonStep, language: str, file: str, faults: Faults
) -> None:
    wanted, got = (", ".join(block.kind for block in step.blocks) or "no block" for step in (one, two))
    if wanted != got:
        faults.tell(file, two.line, "other_blocks", step=number, wanted=wanted, got=got, language=language)
        return
    for of_one, of_two in zip(one.blocks, two.blocks, strict=True):
        facts, others = facts_of(of_one), facts_of(of_two)
        for field in sorted(facts.keys() | others.keys()):
            if facts.get(field) != others.get(field):
                faults.tell(
                    file,
                    of_two.line,
                    "other_facts",
                    field=field,
                    kind=of_two.kind,
                    language=language,
                    line=of_one.line,
                )
