"""Machine code, and the files that carry it from the process that compiles to the one that computes."""

import hashlib
from typing import NamedTuple

HEADER = b"nnp kernel\n"
FACTS = "facts.json"
"""Where the process that compiles finds what it is to know of a shape."""


class MachineCode(NamedTuple):
    """An object file of this platform, and the name of the function in it that is the kernel."""

    symbol: str
    code: bytes


def to_file(machine_code: MachineCode) -> bytes:
    """The content of a file: a header, a digest of the rest, the name, the code."""
    rest = machine_code.symbol.encode() + b"\n" + machine_code.code
    return HEADER + hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest


def from_file(content: bytes) -> MachineCode | None:
    """What `to_file` wrote; None if the content is damaged."""
    digest, _, rest = content.removeprefix(HEADER).partition(b"\n")
    if not content.startswith(HEADER) or digest != hashlib.sha256(rest).hexdigest().encode():
        return None
    symbol, _, code = rest.partition(b"\n")
    return MachineCode(symbol.decode(), code)
