"""What a lesson may name of the playground around it; whoever reads lessons says what there is."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from engine.experiment.checks import shown
from engine.reasons import ReasonError
from server.lessons.reasons import refused

MOST_NAMES_SHOWN = 12


class Surroundings(NamedTuple):
    """The languages of the page, the first one first; the places of its glossary, its pages that a text may
    lead to, and the names of its controls and options."""

    languages: tuple[str, ...]
    terms: frozenset[str]
    pages: frozenset[str]
    controls: frozenset[str]


def no_such(field: str, got: object, allowed: Iterable[str]) -> ReasonError:
    """The error for a name that there is not; the one that is most like it may be meant."""
    names = sorted(allowed)
    near = get_close_matches(str(got)[:80], names, n=1)
    if near:
        return refused("not_one_of_like", field=field, got=shown(got), allowed=near[0])
    listed = [*names[:MOST_NAMES_SHOWN], *(["…"] if len(names) > MOST_NAMES_SHOWN else [])]
    return refused("not_one_of", field=field, got=shown(got), allowed=", ".join(listed))
