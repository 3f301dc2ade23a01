"""Bytes to text: which of the usual encodings they are in is found by looking."""

from typing import NamedTuple

from engine.data.reading.limits import ReadingError

_MARKS = ((b"\xef\xbb\xbf", "UTF-8"), (b"\xff\xfe", "UTF-16LE"), (b"\xfe\xff", "UTF-16BE"))
_LOOKED_AT = 4000  # bytes, to tell UTF-16 without a mark


class Decoded(NamedTuple):
    """A text, and the encoding that it was in."""

    text: str
    encoding: str


def decoded(content: bytes, most: int) -> Decoded:
    """The text in UTF-8, in UTF-16 with or without a mark at its beginning, or else in Windows-1252.

    Raises `ReadingError` for more than so many bytes and for what is no text.
    """
    if len(content) > most:
        raise ReadingError("table_too_large", most=most // 1000, got=-(-len(content) // 1000))
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _of(content[len(mark) :], encoding)
    if encoding_found := _utf16_without_mark(content):
        return _of(content, encoding_found)
    try:
        return _of(content, "UTF-8")
    except ReadingError:
        if b"\0" in content:
            raise
        return _of(content, "Windows-1252")


def _of(content: bytes, encoding: str) -> Decoded:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadingError("table_no_text", position=error.start + 1) from None
    if "\0" in text:
        raise ReadingError("table_no_text", position=text.index("\0") + 1)
    return Decoded(text, encoding.removesuffix("LE").removesuffix("BE"))


def _utf16_without_mark(content: bytes) -> str | None:
    """Which UTF-16 it is, if every second byte is 0 nearly everywhere, as with digits and Latin letters."""
    beginning = content[:_LOOKED_AT]
    n_pairs = len(beginning) // 2
    if n_pairs == 0 or len(content) % 2:
        return None
    zeros = [beginning[half::2].count(0) for half in (0, 1)]
    if zeros[0] == 0 and zeros[1] > 0.7 * n_pairs:
        return "UTF-16LE"
    if zeros[1] == 0 and zeros[0] > 0.7 * n_pairs:
        return "UTF-16BE"
    return None
