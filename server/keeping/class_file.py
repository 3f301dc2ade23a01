"""The file of classes: its name in the data folder, and its format. What is kept of one class alone is the
same with that one in it."""

import hashlib
from typing import Any

from server.keeping.codec import Format, packed, unpacked

FORMAT = Format(b"nnp-clas", 1, "file of classes", "classes")
NAME = "classes"


def to_class_file(classes: dict[str, Any]) -> bytes:
    """Returns the bytes of a file with the facts of these classes, by their ids."""
    return packed(FORMAT, {"classes": classes})


def classes_in(data: bytes) -> dict[str, Any]:
    """Returns the facts of the classes in a file, by their ids. Raises KeptError."""
    found: dict[str, Any] = unpacked(FORMAT, data)["classes"]
    return found


def code_entry(code: str) -> str:
    """Returns the name under which a code leads to its class."""
    return f"code/{code}"


def invitation_entry(invitation: str) -> str:
    """Returns the name under which an invitation leads to its class; nobody gets the invitation from it."""
    return f"invitation/{hashlib.sha256(invitation.encode('utf-8', 'replace')).hexdigest()}"


def entries_of(facts: dict[str, Any]) -> list[str]:
    """Returns the names that lead to a class. Those of before had no invitation."""
    invitation = facts.get("invitation")
    return [code_entry(facts["code"]), *([invitation_entry(invitation)] if invitation else [])]
