"""The page's tables of codes: why a connection ends, why a message is refused, and the reasons in English."""

import json
from collections.abc import Mapping
from typing import get_args

from engine.inside.reasons import InsideReason
from engine.reasons import SENTENCES
from engine.sweeps.reasons import SweepReason
from engine.training.stopping import StopReason
from server.classes.reasons import ClassReason
from server.messages import ERROR_SENTENCES, PROTOCOL, CloseCode
from server.messages.reasons import RoomReason
from server.sweeps.live.reasons import ServedReason

HEAD = "// Written by `make generate`: not to be edited.\n\n"


def codes() -> str:
    """Returns the module of close codes and error codes."""
    closing = "\n".join(f"  {code.name}: {code.value}, // {code.sentence}" for code in CloseCode)
    errors = "\n".join(f"  '{code}', // {sentence}" for code, sentence in ERROR_SENTENCES.items())
    return (
        f"{HEAD}export const PROTOCOL = '{PROTOCOL}';\n\n"
        "/** Why the server closes a connection. */\n"
        f"export const CLOSE_CODES = {{\n{closing}\n}};\n\n"
        "/** Why a message is refused. */\n"
        f"export const ERROR_CODES = [\n{errors}\n];\n"
    )


def english_reasons() -> str:
    """Returns the module of reasons in English. Why a run has stopped the page says in words of its own."""
    said = {
        **SENTENCES,
        **InsideReason.sentences,
        **RoomReason.sentences,
        **SweepReason.sentences,
        **ServedReason.sentences,
    }
    return _table({code: text for code, text in said.items() if code not in get_args(StopReason)})


def english_class_reasons() -> str:
    """Returns the module of the reasons of classes in English, which only their pages load."""
    return _table(ClassReason.sentences)


def _table(sentences: Mapping[str, str]) -> str:
    rows = "\n".join(f"  {code}: {json.dumps(text, ensure_ascii=False)}," for code, text in sentences.items())
    return f"{HEAD}/** @type {{Record<string, string>}} */\nexport const reasons = {{\n{rows}\n}};\n"
