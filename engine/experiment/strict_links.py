"""Links as commands read them: what a page passes over, as the original does, is refused here.

In the page a link that has come a long way shall open in any case; on a command line a misspelt key or name
would train something else than was meant, unnoticed.
"""

from collections.abc import Callable
from difflib import get_close_matches

from engine.data.table import Table
from engine.experiment.checks import ExperimentError, checked_number, shown
from engine.experiment.experiment import LIMITS, OPTIONS
from engine.experiment.links import Link, fragment_of, pairs_of, parse_link, random_seed
from engine.experiment.option_links import ORIGINAL_KEYS, LinkError, read_number
from engine.experiment.options import FEATURE_NAMES
from engine.experiment.view import HIDABLE, LISTS, SWITCHES
from engine.reasons import Reason

UNUSED = ("cosX", "cosY", "collectStats", "tutorial")
"""Keys of the original that change nothing here; what a tutorial is called is anything."""

FLAGS: frozenset[str] = frozenset(
    (
        *(option.link for option in OPTIONS.values() if option.kind == "flag"),
        *(f"{name}_hide" for name in HIDABLE),
        *SWITCHES,
        *FEATURE_NAMES,
        *("initZero", "cosX", "cosY", "collectStats"),
    )
)
"""Keys whose values are true or false."""

CHOICES = {option.link: option.names for option in OPTIONS.values() if option.kind == "choice"}
"""The names that are allowed under a key."""

KEYS: tuple[str, ...] = tuple(
    dict.fromkeys(
        (
            *ORIGINAL_KEYS,
            *(option.link for option in OPTIONS.values() if option.link),
            *SWITCHES,
            *LISTS,
            *UNUSED,
        )
    )
)
"""All keys but those that hide controls."""


def parse_strictly(text: str, new_seed: Callable[[], str] = random_seed, table: Table | None = None) -> Link:
    """As `parse_link`; raises `LinkError` also for unknown keys, for unknown names, for flags that are
    neither true nor false and for noise that the original would clamp. Keys without a value are left out."""
    link = parse_link(text, new_seed, table=table)
    fragment = fragment_of(text)
    for part in fragment.split("&"):
        if part and "=" not in part:
            raise _unknown(part)
    for key, value in pairs_of(fragment).items():
        _check(key, value.strip())
    return link


def _check(key: str, value: str) -> None:
    if key not in FLAGS and key not in KEYS:
        raise _unknown(key)
    if not value:
        return
    if key in FLAGS and value not in ("true", "false"):
        raise LinkError(Reason("not_a_flag", field=key, got=shown(value)), key)
    if key in CHOICES and value not in CHOICES[key]:
        allowed = ", ".join(CHOICES[key])
        raise LinkError(Reason("not_one_of", field=key, allowed=allowed, got=shown(value)), key)
    if key == "noise":
        try:
            checked_number(key, read_number(key, value), LIMITS["noise"])
        except ExperimentError as error:
            raise LinkError(error.reason, key) from None


def _unknown(key: str) -> LinkError:
    """The error for a key that there is not; the one that is most like it may be meant."""
    known = (*KEYS, *sorted(FLAGS.difference(KEYS)))
    of_case = {each.lower(): each for each in known}
    near = get_close_matches(key.lower(), of_case, n=1)
    if near:
        return LinkError(Reason("unknown_key_like", got=shown(key), allowed=of_case[near[0]]), key)
    return LinkError(Reason("unknown_key", got=shown(key), allowed=", ".join(KEYS)), key)
