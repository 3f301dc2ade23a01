"""All that a network can be taken away as."""

from collections.abc import Callable
from typing import NamedTuple

from engine.export.description import Description
from engine.export.targets import (
    c_header,
    javascript,
    json_file,
    keras,
    latex,
    npz,
    numpy_script,
    onnx,
    pytorch,
    sklearn,
)
from engine.export.writing import file_stem

MOST_BYTES = 500_000
"""The largest network has half as many as any of them; no file that is brought back may have more."""


class Target(NamedTuple):
    """A kind of file: how one is written, what its name ends with, what a browser calls it, whether people
    can read it, and the `library` that writes it, if it needs one."""

    write: Callable[[Description], str | bytes]
    ending: str
    media_type: str
    is_text: bool = True
    library: str = ""


TARGETS: dict[str, Target] = {
    "numpy": Target(numpy_script.write, "_numpy.py", "text/x-python"),
    "pytorch": Target(pytorch.write, "_pytorch.py", "text/x-python"),
    "keras": Target(keras.write, "_keras.py", "text/x-python"),
    "sklearn": Target(sklearn.write, "_sklearn.py", "text/x-python"),
    "javascript": Target(javascript.write, ".mjs", "text/javascript"),
    "c": Target(c_header.write, ".h", "text/x-c"),
    "onnx": Target(onnx.write, ".onnx", "application/octet-stream", is_text=False, library="onnx"),
    "npz": Target(npz.write, ".npz", "application/octet-stream", is_text=False),
    "json": Target(json_file.write, ".json", "application/json"),
    "latex": Target(latex.write, ".tex", "application/x-tex"),
}


class ExportedFile(NamedTuple):
    """A file to take away."""

    name: str
    content: bytes
    media_type: str


def exported(description: Description, target: str) -> ExportedFile:
    """The network as a file; raises `ReasonError` where a library is missing that writes it."""
    chosen = TARGETS[target]
    content = chosen.write(description)
    return ExportedFile(
        file_stem(description) + chosen.ending,
        content.encode("utf-8") if isinstance(content, str) else content,
        chosen.media_type,
    )
