"""The network of a room as a file, and its data, over HTTP: taken away and brought back."""

import io
import json
import time
from collections.abc import Sequence
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import numpy as np
import numpy.typing as npt

from engine.data.table import Table
from server.client.address import Whereabouts
from server.client.errors import RoomError
from server.client.replicas import NextTry
from server.messages import CloseCode

ELSEWHERE = 421  # another replica has the room, which the answer names
UNREACHED = (502, 503, 504)  # what a proxy says for a replica that it does not reach
BUSY = 429
BUSY_SECONDS = 0.2  # until a busy room is asked again
MOST_BYTES = 10_000_000  # of an answer


def fetch_network(place: Whereabouts, target: str, seconds: float) -> bytes:
    """The network of a room as `target`; RoomError where it cannot be had."""
    return _asked(place, f"network/{quote(target, safe='')}", None, seconds)


def send_network(place: Whereabouts, content: bytes, seconds: float) -> None:
    """Puts the weights in a file into the network of a room; RoomError where they do not fit."""
    _asked(place, "network", content, seconds)


def fetch_table(place: Whereabouts, seconds: float) -> Table:
    """The data of its own that a room has; RoomError where there are none."""
    return Table.from_dict(json.loads(_asked(place, "table", None, seconds)))


def send_table(place: Whereabouts, table: Table, seconds: float) -> None:
    """Has a room learn from a table; RoomError where it cannot."""
    _asked(place, "table/whole", json.dumps(table.as_dict()).encode(), seconds)


def send_file(
    place: Whereabouts,
    content: bytes,
    title: str,
    target: str,
    inputs: Sequence[str] | None,
    gaps: str,
    seconds: float,
) -> dict[str, Any]:
    """Has a room learn from a CSV, TSV or JSON file: what the server tells of the table. RoomError where it
    cannot, ValueError for a column that is not in the file."""
    found = json.loads(_asked(place, "table/columns", content, seconds))
    roles = _roles(found, target, inputs)
    query = urlencode({"roles": roles, "title": title, "gaps": gaps}, doseq=True)
    made: dict[str, Any] = json.loads(_asked(place, f"table?{query}", content, seconds))
    return made


def _roles(found: dict[str, Any], target: str, inputs: Sequence[str] | None) -> list[str]:
    """What each column is for. Unless inputs are named they are those that the server suggests, and numbers
    that it took for the target."""
    names = [column["name"] for column in found["columns"]]
    for name in (target, *(inputs or ())):
        if name not in names:
            raise ValueError(f"there is no column {name!r:.60}; there is {', '.join(names)}")
    roles = []
    for column, suggested in zip(found["columns"], found["roles"], strict=True):
        name, role = column["name"], suggested
        if name == target:
            role = "target"
        elif inputs is not None and role != "split":
            role = "input" if name in inputs else "out"
        elif role == "target":
            role = "input" if column["is_numbers"] else "out"
        roles.append(role)
    return roles


def archive_of(layers: Sequence[tuple[npt.ArrayLike, npt.ArrayLike]]) -> bytes:
    """Weights (n_out, n_in) and biases (n_out,) of each layer as an archive that a room takes; ValueError for
    none."""
    if not layers:
        raise ValueError("there must be weights and biases of at least one layer, got none")
    arrays: dict[str, Any] = {}
    for number, (weights, biases) in enumerate(layers, 1):
        arrays[f"weights{number}"] = np.asarray(weights, np.float64)
        arrays[f"biases{number}"] = np.asarray(biases, np.float64)
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()


def _asked(place: Whereabouts, path: str, body: bytes | None, seconds: float) -> bytes:
    """The answer to a request, which goes on to the replica that has the room; one that is busy or has just
    gone is asked again until `seconds` are over."""
    headers = {"Authorization": f"Bearer {place.token}", "Content-Type": "application/octet-stream"}
    deadline = time.monotonic() + seconds
    replicas = NextTry(place.replica)
    while True:
        address = f"{place._replace(replica=replicas.replica).home}rooms/{place.room}/{path}"
        try:
            with urlopen(Request(address, body, headers), timeout=seconds) as answer:
                content: bytes = answer.read(MOST_BYTES)
                return content
        except HTTPError as error:
            with error:
                told = _told_in(error)
            refusal = RoomError(
                told.get("error") or f"The server answers with status {error.code}.", error.code
            )
            if error.code == BUSY:
                wait = BUSY_SECONDS
            elif error.code == ELSEWHERE:
                wait = replicas.lost(CloseCode.MOVED, str(told.get("replica", "")))
            elif error.code in UNREACHED and not told and replicas.are_several:
                wait = replicas.lost(None)
            else:
                raise refusal from None
        except (URLError, OSError, HTTPException) as error:
            why = str(getattr(error, "reason", error)) or type(error).__name__
            refusal = RoomError(f"No playground can be had at {place.page}: {why}.")
            if not replicas.are_several:
                raise refusal from None
            wait = replicas.lost(None)
        if time.monotonic() + wait > deadline:
            raise refusal
        time.sleep(wait)


def _told_in(error: HTTPError) -> dict[str, Any]:
    """What the server says of a refusal; nothing where it is somebody else who says it."""
    try:
        told = json.loads(error.read(MOST_BYTES))
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
