"""Lessons as a package that learning platforms take: SCORM 1.2.

After ADL, Sharable Content Object Reference Model 1.2, The Content Aggregation Model: a ZIP file with a list
of what is in it, `imsmanifest.xml`. Each lesson is an object of its own (SCO), with a page that shows it in a
frame; the lesson itself comes from the playground at an address, and is not in the package.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader

from server.lessons.lesson import WrittenLesson

HOME = Path(__file__).parents[2]
SHARED = ("launch.js", "record.js", "launch.css")
"""The files of static/scorm, which the page of every lesson uses."""

TITLES: Mapping[str, str] = MappingProxyType(
    {"en": "Neural network playground: lessons", "de": "Playground für neuronale Netze: Lektionen"}
)
"""What a package of several lessons is called."""

_DATE = (1980, 1, 1, 0, 0, 0)  # of all files: the same lessons make the same package


def packaged(lessons: Sequence[WrittenLesson], address: str, language: str, title: str = "") -> bytes:
    """Returns the package of some lessons without faults, which stand at the `address` of a playground. Their
    titles are in one language; the lessons themselves come in that of the browser."""
    pages = Environment(loader=FileSystemLoader(HOME / "templates" / "scorm"), autoescape=True)
    shown = [{"key": each.key, "title": each.texts[language].front["title"]} for each in lessons]
    title = title or (shown[0]["title"] if len(shown) == 1 else TITLES[language])
    manifest = pages.get_template("imsmanifest.xml").render(title=title, lessons=shown, shared=SHARED)
    files = {"imsmanifest.xml": manifest}
    page = pages.get_template("lesson.html")
    for lesson in shown:
        files[f"{lesson['key']}.html"] = page.render(lesson=lesson, address=address, language=language)
    for name in SHARED:
        files[name] = (HOME / "static" / "scorm" / name).read_text(encoding="utf-8")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
