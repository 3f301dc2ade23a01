"""The tables of docs/protocol.md that follow from the code."""

import dataclasses
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from engine.experiment.checks import Limit
from engine.experiment.experiment import LIMITS, OPTIONS, Experiment
from engine.experiment.inside import VIEWS
from engine.experiment.options import Option
from engine.experiment.view import HIDABLE, LOOKED_ALONG, View
from engine.inside.reasons import InsideReason
from engine.reasons import SENTENCES
from engine.sweeps.reasons import SweepReason
from server.classes.messages import CLASS_MESSAGES, Cell, ClassRole
from server.classes.reasons import ClassReason
from server.classes.roles import MAY
from server.frames.layout import HEADER, SECTION, FrameType, SectionKind
from server.messages import ERROR_SENTENCES, SERVER_MESSAGES, CloseCode, RoomState
from server.messages.reasons import RoomReason
from server.requests.reading import REQUESTS
from server.sweeps.live.reasons import ServedReason
from server.web.sockets.class_socket import CLASS_REQUESTS

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "protocol.md"
BEGIN = "<!-- from here on written by `make generate` -->\n"
END = "<!-- up to here -->\n"
GOLDEN_STATE = Path(__file__).parent.parent / "golden" / "state.bin"


def reference() -> str:
    """Returns the generated part of the document."""
    parts = ["### Messages of the browser\n", *_messages(REQUESTS, with_defaults=True)]
    parts += ["### Messages of the server\n", *_messages(SERVER_MESSAGES, with_defaults=False)]
    parts += ["#### The object `state` in `welcome`\n", fields_of(RoomState, with_defaults=False)]
    parts += ["### Messages of a page to its class\n", *_messages(CLASS_REQUESTS, with_defaults=True)]
    parts += ["### Messages of a class to its pages\n", *_messages(CLASS_MESSAGES, with_defaults=False)]
    parts += ["#### A cell in `wall`\n", fields_of(Cell, with_defaults=False)]
    parts += ["### Errors\n", _codes("code", "meaning", ERROR_SENTENCES)]
    closing = {code.value: code.sentence for code in CloseCode}
    parts += ["### Close codes\n", "Below 4500 the page may try again; from 4500 on it must not.\n"]
    parts += [_codes("code", "sentence", closing)]
    parts += ["### Reasons\n", "Each code has a sentence with its values in it.\n"]
    parts += [
        _codes(
            "code",
            "sentence",
            {
                **SENTENCES,
                **InsideReason.sentences,
                **RoomReason.sentences,
                **ClassReason.sentences,
                **SweepReason.sentences,
                **ServedReason.sentences,
            },
        )
    ]
    parts += ["### Fields of `experiment`\n", experiment_fields()]
    parts += ["### Fields of `view`\n", view_fields()]
    parts += ["### The beginning of a frame, byte by byte\n", first_bytes(GOLDEN_STATE.read_bytes())]
    return "\n".join(parts)


def _messages(models: Any, with_defaults: bool) -> list[str]:
    parts = []
    for name, model in models.items():
        said = " ".join((model.__doc__ or "").split())
        mark = " *" if getattr(model, "host_only", False) else ""
        if name in MAY and model is CLASS_REQUESTS.get(name):
            said += f" Sent by {_who(MAY[name])}."
        parts += [f"#### `{name}`{mark}\n", f"{said}\n", fields_of(model, with_defaults)]
    return parts


def _who(roles: Collection[ClassRole]) -> str:
    """Returns who may send a message, in the order of what they may do."""
    return (
        "anybody"
        if len(roles) == len(get_args(ClassRole))
        else ", ".join(each.replace("_", "-") for each in get_args(ClassRole) if each in roles)
    )


def _codes(first: str, second: str, sentences: Mapping[Any, str]) -> str:
    rows = [f"| `{code}` | {sentence} |" for code, sentence in sentences.items()]
    return "\n".join([f"| {first} | {second} |", "|---|---|", *rows]) + "\n"


def fields_of(model: type[BaseModel], with_defaults: bool) -> str:
    """Returns the table of a message's fields, `type` left out."""
    schema = model.model_json_schema()
    known = schema.get("$defs", {})
    rows = []
    for name, field in schema["properties"].items():
        if name == "type" or (name == "id" and with_defaults):  # any request may have an id
            continue
        if not with_defaults:
            needed = ""
        elif name in schema.get("required", []):
            needed = " | must be there"
        else:
            default = field.get("default")
            needed = f" | {shown(default)} if left out"
        rows.append(f"| `{name}` | {kind_of(field, known)}{needed} |")
    if not rows:
        return "It has no fields besides `type`.\n"
    columns = 3 if with_defaults else 2
    return "\n".join(["| field | what" + (" |" * (columns - 1)), "|---" * columns + "|", *rows]) + "\n"


def kind_of(field: dict[str, Any], known: dict[str, Any]) -> str:
    """Returns in words what a field of a JSON schema may hold."""
    if "$ref" in field:
        return kind_of(known[field["$ref"].rsplit("/", 1)[1]], known)
    if "anyOf" in field:
        return " or ".join(kind_of(each, known) for each in field["anyOf"])
    if "const" in field:
        return f'`"{field["const"]}"`'
    if "prefixItems" in field:
        return "list of: " + ", ".join(kind_of(each, known) for each in field["prefixItems"])
    if "enum" in field:
        return " or ".join(f'`"{each}"`' for each in field["enum"])
    match field.get("type"):
        case "integer" | "number" as number:
            text = "whole number" if number == "integer" else "number"
            low, high = field.get("minimum"), field.get("maximum")
            if "exclusiveMaximum" in field:
                high = field["exclusiveMaximum"] - 1
            return text if low is None else f"{text} from {low:,.0f} to {high:,.0f}"
        case "string":
            most = field.get("maxLength")
            return "text" if most is None else f"text of at most {most} characters"
        case "boolean":
            return "true or false"
        case "array":
            most = f" of at most {field['maxItems']}" if "maxItems" in field else ""
            return f"list{most}: {kind_of(field.get('items', {'type': 'any'}), known)}"
        case "any" | None:
            return "anything"
        case "object":
            inside = field.get("properties")
            return "object" if inside is None else "object with any of " + ", ".join(f"`{n}`" for n in inside)
    return "null"


def experiment_fields() -> str:
    """Returns the table of an experiment's fields."""
    default, rows = Experiment(), []
    for name, option in OPTIONS.items():
        is_live = "goes on" if option.live else "begins anew"
        rows.append(f"| `{name}` | {option_kind(option)} | {shown(getattr(default, name))} | {is_live} |")
    head = ["| field | what | default | after a change training |", "|---|---|---|---|"]
    return "\n".join([*head, *rows]) + "\n"


def option_kind(option: Option) -> str:
    """Returns in words what a field of an experiment may hold."""
    names = ", ".join(f'`"{each}"`' for each in option.names)
    match option.kind:
        case "choice":
            return f"one of {names}"
        case "activations":
            return f"list of: {names}"
        case "features":
            return f"list of: {names}, and at most {LIMITS['formulas'].high:g} formulas of x1 and x2"
        case "flag":
            return "true or false"
        case "sizes":
            neurons, layers = LIMITS["neurons"], LIMITS["layers"]
            return f"list of at most {layers.high:g} whole numbers from {neurons.low:g} to {neurons.high:g}"
        case "table":
            return "a table as the server tells of it; it is changed by requests of its own"
        case "expression":
            return "text, an expression (docs/options.md)"
        case "seed":
            length = LIMITS["seed_length"]
            return f"text of at most {length.high:g} characters that a link leaves as they are"
    assert option.limit is not None, f"nothing is known about the kind {option.kind}"
    low, high = option.limit
    return f"{'whole number' if option.kind == 'whole' else 'number'} from {low:g} to {high:g}"


def _choices(limits: dict[str, Limit]) -> str:
    """Returns what may be chosen in a view, each with its numbers."""
    with_numbers = (
        f'`"{key}:"` and a number from {low:g} to {high:g}' for key, (low, high) in limits.items()
    )
    return " with " + ", ".join(with_numbers) if limits else ""


VIEW_LISTS = {
    "look": f'two different inputs from `"x1"` to `"{LOOKED_ALONG[-1]}"`, or none',
    "inside": "nothing, or a view and what is chosen in it: "
    + "; ".join(f'`"{name}"`{_choices(limits)}' for name, limits in VIEWS.items()),
    "hidden_controls": "list of: " + ", ".join(f'`"{each}"`' for each in HIDABLE),
}


def view_fields() -> str:
    """Returns the table of a view's fields."""
    rows = []
    for field in dataclasses.fields(View):
        kind = "true or false" if field.default is False else VIEW_LISTS[field.name]
        rows.append(f"| `{field.name}` | {kind} | {shown(field.default)} |")
    return "\n".join(["| field | what | default |", "|---|---|---|", *rows]) + "\n"


def shown(value: object) -> str:
    """Returns a value as it stands in JSON."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "`[" + ", ".join(shown(each).strip("`") for each in value) + "]`"
    return f'`"{value}"`' if isinstance(value, str) else f"`{value:g}`"


def first_bytes(frame: bytes) -> str:
    """Returns a table of the header and the first two sections' headers of a real frame."""
    rows: list[tuple[int, int, str, object]] = []

    def note(struct_names: list[str], layout: Any, at: int) -> tuple[Any, ...]:
        values: tuple[Any, ...] = layout.unpack_from(frame, at)
        sizes = {"B": 1, "H": 2, "I": 4}
        for letter, name, value in zip(layout.format[1:], struct_names, values, strict=True):
            rows.append((at, sizes[letter], name, value))
            at += sizes[letter]
        return values

    header = ["magic", "version", "type", "flags", "sections", "sequence", "generation", "epoch", "updates"]
    values = note(header, HEADER, 0)
    at = HEADER.size
    for _ in range(2):
        kind, _, _, _, length = note(["kind", "layer", "count", "size", "length"], SECTION, at)
        at += SECTION.size
        rows.append((at, length, f"payload of {SectionKind(kind).name}", ""))
        at += length + -length % 4
    lines = ["| at | bytes | is | value |", "|---|---|---|---|"]
    for start, size, name, value in rows:
        text = frame[start : start + min(size, 8)].hex(" ") + (" ..." if size > 8 else "")
        lines.append(f"| {start} | `{text}` | {name} | {value} |")
    return (
        f"A {FrameType(values[2]).name} frame of {len(frame)} bytes begins so:\n\n" + "\n".join(lines) + "\n"
    )


def document() -> str:
    """Returns the whole document with its generated part as it should be."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n{reference()}\n{END}{after}"
