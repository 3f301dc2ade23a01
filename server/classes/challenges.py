"""A challenge of a class: the best score of each student so far, as their rooms have worked them out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.classes.messages import BoardRow, Challenge, PlaceShown

TOP = 5
"""So many places are told to everybody."""


@dataclass(slots=True)
class BestNetwork:
    """The best network of a student so far; `at` is seconds from the beginning."""

    score: float
    parameters: int
    neurons: int
    epoch: int
    at: float
    picture: dict[str, Any]

    def rank(self) -> tuple[float, int, float]:
        """Returns by what places are given: score, then fewer parameters, then who was first."""
        return self.score, self.parameters, self.at


class Challenges:
    """The challenge that is open, or was last, and its board."""

    def __init__(self, given: Challenge | None = None, began: float = 0.0) -> None:
        self.given, self.began = given, began
        self.best: dict[str, BestNetwork] = {}
        self.tries: dict[str, int] = {}
        self._last_epoch: dict[str, int] = {}
        self._order: list[str] = []

    def end(self) -> None:
        """Nothing counts any more; the board stays."""
        if self.given is not None:
            self.given = self.given.model_copy(update={"is_open": False})

    def note(self, person: str, cell: Mapping[str, Any], now: float) -> bool:
        """Takes the score of a cell, if it is one of this challenge; returns whether the board is another."""
        given, scored = self.given, cell.get("score")
        if given is None or not given.is_open or scored is None or scored[0] != given.number:
            return False
        epoch = cell["epoch"]
        if epoch < self._last_epoch.get(person, 1 << 62):
            self.tries[person] = self.tries.get(person, 0) + 1
        self._last_epoch[person] = epoch
        found = BestNetwork(
            score=scored[1],
            parameters=cell["parameters"],
            neurons=cell["n_neurons"],
            epoch=epoch,
            at=round(now - self.began, 1),
            picture={key: cell[key] for key in ("kind", "picture", "n_outputs")},
        )
        if person in self.best and found.rank() >= self.best[person].rank():
            return False
        self.put(person, found)
        return True

    def put(self, person: str, found: BestNetwork) -> None:
        """A student has this best network from now on."""
        self.best[person] = found
        self._order = sorted(self.best, key=lambda each: self.best[each].rank())

    def forget(self, person: str) -> None:
        """Somebody has gone."""
        if self.best.pop(person, None) is not None:
            self._order.remove(person)

    def board(self, names: Mapping[str, str]) -> list[BoardRow]:
        """Returns all places, best first."""
        return [self._row(place, person, names[person]) for place, person in enumerate(self._order, 1)]

    def _row(self, place: int, person: str, name: str) -> BoardRow:
        best = self.best[person]
        return BoardRow(
            place=place,
            person=person,
            name=name,
            score=best.score,
            parameters=best.parameters,
            neurons=best.neurons,
            epoch=best.epoch,
            at_seconds=best.at,
            tries=self.tries[person],
            **best.picture,
        )

    def place_of(self, person: str) -> PlaceShown | None:
        """Returns where somebody stands, and how far it is to the next place."""
        if person not in self.best:
            return None
        place, score = self._order.index(person), self.best[person].score
        above = self.best[self._order[place - 1]] if place else None
        return PlaceShown(
            place=place + 1,
            of=len(self._order),
            score=score,
            to_next=None if above is None else score - above.score,
            tries=self.tries[person],
        )
