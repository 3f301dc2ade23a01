"""A class as facts that JSON can carry, and back: what is written to the data folder.

The names that students have chosen are among them only if the teacher keeps them (`Rules.kept`). Without one
a student is called by their pioneer's name until they come back, and their page says what they are called.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from server.bus import Bus
from server.classes import orders
from server.classes.challenges import BestNetwork, Challenges
from server.classes.messages import Challenge, Item, Offer, PaceShown, Presenter, Question, Rules, Trial
from server.classes.person import Person
from server.classes.school_class import SchoolClass
from server.messages.parts import Part

P = TypeVar("P", bound=Part)

PLAIN = ("id", "code", "tokens", "number", "paused", "on_projector")
PARTS: Mapping[str, type[Part]] = {
    "rules": Rules,
    "presenter": Presenter,
    "offer": Offer,
    "pace": PaceShown,
    "trial": Trial,
}
"""What of a class is a part of its messages."""


async def facts_of(school_class: SchoolClass) -> dict[str, Any]:
    """Returns all that makes a class; moments as seconds from now."""
    now, bus, kept = school_class.clock(), school_class.bus, school_class.rules.kept
    challenges, people = school_class.challenges, school_class.people.values()
    return {
        **{name: getattr(school_class, name) for name in PLAIN},
        **{name: _shown(getattr(school_class, name)) for name in PARTS},
        "invitation": school_class.invitation,
        "idle_seconds": now - school_class.active_at,
        "timer_seconds": None if school_class.ends_at is None else school_class.ends_at - now,
        "question": _shown(school_class.questions.asked),
        "challenge": _shown(challenges.given),
        "challenge_seconds": now - challenges.began,
        "best": {person: asdict(best) for person, best in challenges.best.items()},
        "tries": challenges.tries,
        "items": [each.model_dump() for each in school_class.collection.items],
        "shown_items": school_class.collection.shown,
        "lesson": school_class.lesson.facts(),
        "people": [_facts_of_person(each, now, kept) for each in people],
        "orders": {table: await _texts(bus, table) for table in _tables(school_class)},
    }


def _facts_of_person(person: Person, now: float, kept: bool) -> dict[str, Any]:
    away = person.away_since
    facts = asdict(person) | {"away_since": None, "away_seconds": 0.0 if away is None else now - away}
    return facts if kept else facts | {"name": None}


def restore(school_class: SchoolClass, facts: Mapping[str, Any]) -> None:
    """Makes a class that has just begun, with the same id, the one that these facts tell of. Raises KeyError,
    TypeError or ValueError for facts that are none."""
    now = school_class.clock()
    for name in PLAIN:
        setattr(school_class, name, facts[name])
    for name, kind in PARTS.items():
        setattr(school_class, name, _read(kind, facts[name]))
    school_class.invitation = facts.get("invitation", school_class.invitation)  # classes of before had none
    school_class.active_at = now - facts["idle_seconds"]
    left = facts["timer_seconds"]
    school_class.ends_at = None if left is None else now + left
    school_class.questions.asked = _read(Question, facts["question"])
    given = _read(Challenge, facts["challenge"])
    school_class.challenges = Challenges(given, now - facts["challenge_seconds"])
    for person, best in facts["best"].items():
        school_class.challenges.put(person, BestNetwork(**best))
    school_class.challenges.tries.update(facts["tries"])
    school_class.collection.items = [Item(**each) for each in facts["items"]]
    school_class.collection.shown = list(facts["shown_items"])
    school_class.lesson.restore(facts.get("lesson"))  # classes of before had none
    for each in facts["people"]:
        away = now - each["away_seconds"]
        fields = {key: value for key, value in each.items() if key != "away_seconds"}
        is_nameless = fields["name"] is None
        person = Person(**fields | {"name": fields["name"] or fields["pioneer"], "away_since": away})
        person.is_nameless = is_nameless
        school_class.people[person.id] = person
        school_class.seat(person)
    for table, values in facts["orders"].items():
        for key, text in values.items():
            school_class.bus.put(table, key, text.encode(), school_class.seconds)


async def reconcile(bus: Bus, id: str, kept: dict[str, dict[str, str]]) -> None:
    """Makes one of the orders of a class as they were kept and as they are on the bus, some seconds later,
    when the class goes on elsewhere: what its teacher ordered is as the class knows it; what its rooms said
    of themselves stays as it is there, and is left out of what is put again."""
    for table, known in kept.items():
        for key in await bus.values(table):
            if table == orders.opened_of(id) or key == orders.ROOM:
                known.pop(key, None)
            elif key not in known:
                bus.drop(table, key)


def _tables(school_class: SchoolClass) -> list[str]:
    id = school_class.id
    return [
        orders.orders_of(id),
        orders.opened_of(id),
        *(orders.orders_of(id, person) for person in school_class.people),
    ]


async def _texts(bus: Bus, table: str) -> dict[str, str]:
    return {key: value.decode() for key, value in (await bus.values(table)).items()}


def _shown(part: Part | None) -> dict[str, Any] | None:
    return None if part is None else part.model_dump()


def _read(kind: type[P], facts: Any) -> P | None:
    return None if facts is None else kind(**facts)
