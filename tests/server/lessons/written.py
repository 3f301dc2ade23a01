"""A small lesson, written to a folder and changed for each test."""

from pathlib import Path

from server.lessons.lesson import WrittenLesson, read_lesson
from server.web.pages.lessons import surroundings

LINK = "dataset=gauss&networkShape=&seed=0.2"
FRONT = """+++
title = "A title"
minutes = 5
level = "beginner"
learnt = ["One thing"]
+++
"""
STEP = f"""
## First step

```set-up
link = "#{LINK}"
```

Some *text* with $x_1$.

```task
check = "test_loss < 0.1 and epoch >= 1"
solution = {{ epochs = 2 }}
```
"""
WHOLE = FRONT + STEP
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def write(folder: Path, english: str = WHOLE, german: str | None = None, **files: bytes) -> Path:
    """Writes a lesson into a folder (the German text is the English one unless another is given) and returns
    its folder; names of other files have _ for the dot."""
    lesson = folder / "01-small"
    lesson.mkdir(parents=True, exist_ok=True)
    (lesson / "en.md").write_text(english, encoding="utf-8")
    (lesson / "de.md").write_text(english if german is None else german, encoding="utf-8")
    for name, data in files.items():
        (lesson / name.replace("_", ".")).write_bytes(data)
    return lesson


def read(folder: Path) -> WrittenLesson:
    """Returns a lesson as the playground reads it."""
    return read_lesson(folder, surroundings())


def faults(folder: Path, english: str, german: str | None = None, **files: bytes) -> list[str]:
    """Returns what is wrong with a lesson, told of one language where both are alike."""
    found = [str(each) for each in read(write(folder, english, german, **files)).faults]
    return found if german is not None else [each for each in found if "/de.md" not in each]


def step(text: str) -> str:
    """Returns a lesson of one step, whose text begins in line 10 of its file."""
    return f"{FRONT}\n## Step\n\n{text}\n"


def block(kind: str, content: str, link: bool = True) -> str:
    """Returns a lesson of one step with a block, whose content begins in line 15, or 11 without a link."""
    set_up = f'```set-up\nlink = "#{LINK}"\n```\n\n' if link else ""
    return step(f"{set_up}```{kind}\n{content}\n```")
