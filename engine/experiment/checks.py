"""How a value is checked, and the reason for which it is refused."""

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from engine.reasons import Reason, ReasonError, Value


class Limit(NamedTuple):
    """The smallest and the largest allowed value, both included."""

    low: float
    high: float


class ExperimentError(ReasonError):
    """A value that no run can have. `field` names the setting at fault."""

    field: str

    def __init__(self, field: str, code: str, **values: Value) -> None:
        super().__init__(Reason(code, field=field, **values), field)


# Printable ASCII that every browser leaves as it is in a link and that does not divide the link's parts.
_SEED = re.compile(r"[!$%'()*+,\-./0-9:;?@A-Z\[\\\]^_a-z{|}~]*")


def checked_number(field: str, value: object, limit: Limit) -> float:
    """`value` as a float, or `ExperimentError` if it is no finite number within `limit`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ExperimentError(field, "not_a_number", got=shown(value))
    if not limit.low <= value <= limit.high:  # false for NaN too
        raise ExperimentError(field, "out_of_range", **limit._asdict(), got=shown(value))
    return float(value)


def checked_index(field: str, index: int, first: int, last: int) -> None:
    """Raises `ExperimentError` unless `index` is a whole number from `first` to `last`."""
    if last < first:
        raise ExperimentError(field, "nothing_to_choose", got=shown(index))
    checked_whole(index, field, Limit(first, last))


def checked_whole(value: object, field: str, limit: Limit, of: str = "") -> int:
    """`value`, or `ExperimentError` unless it is an integer within `limit`. With `of`, such as
    "layers_", it is not the field itself but their number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ExperimentError(field, f"{of}not_whole", got=shown(value))
    if not limit.low <= value <= limit.high:
        raise ExperimentError(field, f"{of}out_of_range", **limit._asdict(), got=shown(value))
    return value


def checked_choice(field: str, value: object, names: Sequence[str]) -> str:
    """`value`, or `ExperimentError` unless it is one of `names`."""
    if not isinstance(value, str) or value not in names:
        raise ExperimentError(field, "not_one_of", allowed=", ".join(names), got=shown(value))
    return value


def checked_flag(field: str, value: object) -> bool:
    """`value`, or `ExperimentError` unless it is true or false."""
    if not isinstance(value, bool):
        raise ExperimentError(field, "not_a_flag", got=shown(value))
    return value


def checked_list(field: str, value: object) -> tuple[object, ...]:
    """`value` as a tuple, or `ExperimentError` if it is no list."""
    if not isinstance(value, list | tuple):
        raise ExperimentError(field, "not_a_list", got=shown(value))
    return tuple(value)


def checked_seed(field: str, seed: object, length: Limit) -> str:
    """`seed`, or `ExperimentError` unless it is a text that a link can carry, of so many characters."""
    if not isinstance(seed, str):
        raise ExperimentError(field, "not_a_text", got=shown(seed))
    checked_whole(len(seed), field, length, of="characters_")
    if not _SEED.fullmatch(seed):
        raise ExperimentError(field, "not_for_links", got=shown(seed))
    return seed


def shown(value: object) -> str:
    """The value as an error shows it: a strange one cut short."""
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 128:
        return "a very large number"
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "infinity"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
