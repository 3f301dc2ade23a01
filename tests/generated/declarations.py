"""The messages as TypeScript sees them, from the annotations of their classes."""

import dataclasses
import inspect
import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from engine.data.table import ShownTable, Table
from engine.evaluation.metrics import Metrics, Scores
from server.classes.messages import CLASS_MESSAGES, Cell
from server.classes.requests.request import ClassRequest
from server.messages import SERVER_MESSAGES, RoomState
from server.messages.parts import Shape
from server.requests.reading import REQUESTS
from server.requests.request import Request
from server.web.sockets.class_socket import CLASS_REQUESTS

HEAD = "// Written by `make generate` from server/requests, messages and classes: not to be edited.\n"
PLAIN = {int: "number", float: "number", str: "string", bool: "boolean", type(None): "null", Any: "any"}
SHOWN_AS: dict[Any, type] = {Table: ShownTable}
MAY_BE_NULL = (Metrics, Scores)
"""Their floats are null in JSON where they are no finite numbers."""


def declarations() -> str:
    """Returns the declarations of all messages and of everything in them."""
    needed: list[type] = [RoomState]
    parts = [_interface(each, needed, f"{each.__name__}Request", True) for each in REQUESTS.values()]
    parts += [_interface(each, needed, each.__name__) for each in SERVER_MESSAGES.values()]
    parts.append(_union("ClientMessage", "What the page may send.", REQUESTS, "Request"))
    parts.append(_union("ServerMessage", "What the server may send.", SERVER_MESSAGES, ""))
    parts += [_interface(each, needed, f"{each.__name__}Request", True) for each in CLASS_REQUESTS.values()]
    parts += [_interface(each, needed, each.__name__) for each in CLASS_MESSAGES.values()]
    said = {**CLASS_MESSAGES, **{name: SERVER_MESSAGES[name] for name in ("done", "error", "goodbye")}}
    parts.append(_union("ClassClientMessage", "What a page of a class may send.", CLASS_REQUESTS, "Request"))
    parts.append(_union("ClassServerMessage", "What a page of a class may be sent.", said, ""))
    needed.append(Cell)
    written: list[type] = [*SERVER_MESSAGES.values(), *CLASS_MESSAGES.values()]
    for each in needed:  # grows while it is gone through
        if each not in written:
            written.append(each)
            parts.append(_interface(each, needed, each.__name__, True))
    return HEAD + "\n" + "\n".join(parts)


def _union(name: str, summary: str, classes: dict[str, Any], ending: str) -> str:
    names = "\n".join(f"  | {each.__name__}{ending}" for each in classes.values())
    return f"/** {summary} */\nexport type {name} =\n{names};\n"


def _interface(model: type, needed: list[type], name: str, may_leave_out: bool = False) -> str:
    rows = [f"  type: '{model.type}';\n"] if issubclass(model, Request | ClassRequest) else []
    for field, hint in _fields_of(model).items():
        mark = "?" if may_leave_out and _has_default(model, field) else ""
        rows.append(f"  {field}{mark}: {_type_of(hint, needed, model in MAY_BE_NULL)};\n")
    summary = (inspect.getdoc(model) or "").split("\n\n")[0].replace("\n", " ")
    return f"/** {summary} */\nexport interface {name} {{\n{''.join(rows)}}}\n"


def _fields_of(model: type) -> dict[str, Any]:
    """Returns the annotations of a class in the order of its fields."""
    hints = get_type_hints(model, include_extras=True)
    if issubclass(model, BaseModel):
        return {name: hints[name] for name in model.model_fields}
    if dataclasses.is_dataclass(model):
        return {each.name: hints[each.name] for each in dataclasses.fields(model)}
    return hints


def _has_default(model: type, field: str) -> bool:
    return issubclass(model, BaseModel) and not model.model_fields[field].is_required()


def _type_of(hint: Any, needed: list[type], may_be_null: bool = False) -> str:
    """Returns an annotation in TypeScript; classes that it names are added to those that are needed."""
    if may_be_null and hint is float:
        return "number | null"
    if hint in PLAIN:
        return PLAIN[hint]
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        shape = next((each for each in args[1:] if isinstance(each, Shape)), None)
        if shape is None:
            return _type_of(args[0], needed)
        name = _type_of(shape.of, needed)
        return f"Partial<{name}>" if shape.any_of_them else name
    if origin is Literal:
        return " | ".join(f"'{each}'" for each in args)
    if origin in (Union, types.UnionType):
        return " | ".join(dict.fromkeys(_type_of(each, needed) for each in args))
    if origin is list or (origin is tuple and args[-1] is Ellipsis):
        inner = _type_of(args[0], needed, may_be_null)
        return f"({inner})[]" if "|" in inner and inner[0] != "[" else f"{inner}[]"
    if origin is tuple:
        return f"[{', '.join(_type_of(each, needed) for each in args)}]"
    if origin is dict:
        return f"Record<string, {_type_of(args[1], needed)}>"
    hint = SHOWN_AS.get(hint, hint)
    if not inspect.isclass(hint):
        raise TypeError(f"no declaration is known for {hint}")
    needed.append(hint)
    return str(hint.__name__)
