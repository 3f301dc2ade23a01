"""Facts as the bytes of a file, and back. No pickle: nothing in a file is ever run.

A file is: a magic of eight bytes, version u32, length of the JSON u32, the JSON, the numbers, and the SHA-256
of all that came before (integers little-endian). The JSON holds the facts. A list of floats in it is replaced
by {"f64": how many}, one of booleans by {"bool": how many}; the numbers are those lists one after the other,
as little-endian float64 and as bytes. So facts go through unchanged, bit for bit, whatever they are.
"""

import hashlib
import json
import re
import struct
from array import array
from typing import Any, NamedTuple

HEAD = struct.Struct("<8sII")
DIGEST_BYTES = 32
MOST_BYTES = 16 * 1024 * 1024  # of a file; the largest network that is allowed takes about 1 MB
ROOM_ID = re.compile(r"[A-Za-z0-9_-]{8}")
NUMBER_BYTES = {"f64": 8, "bool": 1}


class KeptError(ValueError):
    """A file that is not what it should be; the message says why, in a sentence."""


class NewerFormatError(KeptError):
    """A file of a newer version of the playground."""


class Format(NamedTuple):
    """A kind of file: its magic, its version, what is in it, as a word, and the fact that must be there."""

    magic: bytes
    version: int
    what: str
    needed: str = "trainer"


def packed(format: Format, facts: dict[str, Any]) -> bytes:
    """Returns the bytes of a file with these facts, which JSON can carry."""
    numbers = bytearray()
    text = json.dumps(_taken_out(facts, numbers), allow_nan=False, separators=(",", ":")).encode()
    whole = b"".join((HEAD.pack(format.magic, format.version, len(text)), text, numbers))
    return whole + hashlib.sha256(whole).digest()


def unpacked(format: Format, data: bytes) -> dict[str, Any]:
    """Returns what `packed` was given, if the file is whole and of this version. Raises KeptError."""
    if len(data) < HEAD.size + DIGEST_BYTES:
        raise KeptError(f"it is cut short: {len(data)} bytes cannot be a {format.what}")
    magic, version, length = HEAD.unpack_from(data)
    if magic != format.magic:
        raise KeptError(f"it is no {format.what} of the playground")
    if version > format.version:
        raise NewerFormatError(
            f"it was written by a newer version of the playground: "
            f"format {version}, this one reads {format.version}"
        )
    whole, digest = data[:-DIGEST_BYTES], data[-DIGEST_BYTES:]
    if version < format.version:
        raise KeptError(
            f"it was written by an older version of the playground: "
            f"format {version}, this one reads {format.version}"
        )
    if hashlib.sha256(whole).digest() != digest:
        raise KeptError("it is damaged: its checksum does not fit")
    numbers = memoryview(whole)[HEAD.size + length :]
    try:
        facts, rest = _put_back(json.loads(whole[HEAD.size : HEAD.size + length]), numbers)
    except (ValueError, RecursionError) as error:
        raise KeptError(f"it cannot be read: {error}"[:300]) from None
    if rest or not isinstance(facts, dict) or not isinstance(facts.get(format.needed), dict):
        raise KeptError("it cannot be read: its parts do not fit together")
    return facts


def _taken_out(value: Any, numbers: bytearray) -> Any:
    """Returns a value of dicts and lists with the lists of floats or booleans moved into `numbers`."""
    if isinstance(value, dict):
        return {name: _taken_out(each, numbers) for name, each in value.items()}
    if not isinstance(value, list | tuple):
        return value
    kinds = set(map(type, value))
    if kinds == {float}:
        numbers += _little(array("d", value)).tobytes()
        return {"f64": len(value)}
    if kinds == {bool}:
        numbers += bytes(value)
        return {"bool": len(value)}
    return [_taken_out(each, numbers) for each in value]


def _put_back(value: Any, numbers: memoryview) -> tuple[Any, memoryview]:
    """Returns the value with its numbers in it again, and the numbers that are left."""
    if isinstance(value, dict):
        if len(value) == 1 and (kind := next(iter(value))) in NUMBER_BYTES:
            return _numbers(kind, value[kind], numbers)
        made: Any = {}
        for name, each in value.items():
            made[name], numbers = _put_back(each, numbers)
        return made, numbers
    if isinstance(value, list):
        made = []
        for each in value:
            put, numbers = _put_back(each, numbers)
            made.append(put)
        return made, numbers
    return value, numbers


def _numbers(kind: str, n: Any, numbers: memoryview) -> tuple[list[Any], memoryview]:
    if type(n) is not int or not 0 <= n * NUMBER_BYTES[kind] <= len(numbers):
        raise ValueError(f"{n!r:.60} numbers are not there")
    end = n * NUMBER_BYTES[kind]
    if kind == "bool":
        return [byte != 0 for byte in numbers[:end]], numbers[end:]
    values = array("d")
    values.frombytes(numbers[:end])
    return _little(values).tolist(), numbers[end:]


def _little(values: "array[float]") -> "array[float]":
    """Returns float64s in the order of bytes of the file, or from it."""
    if array("H", [1]).tobytes() != b"\x01\x00":
        values.byteswap()
    return values
