"""Challenges: a task with limits, scored on points that nobody has seen."""

from typing import Annotated

from pydantic import Field

from engine.evaluation.hidden import hidden_points
from engine.experiment.links import MAX_LINK_LENGTH, parse_link
from engine.reasons import ReasonError
from server.classes import orders
from server.classes.challenges import Challenges
from server.classes.messages import Challenge
from server.classes.person import new_token
from server.classes.reasons import ClassReason
from server.classes.requests.request import ClassRequest
from server.classes.school_class import SchoolClass, Visitor

FeatureName = Annotated[str, Field(max_length=100)]


class BeginChallenge(ClassRequest):
    """Begins a challenge: the data of this link, and limits (null: none) for networks that count. It is
    opened in all rooms at once."""

    link: Annotated[str, Field(max_length=MAX_LINK_LENGTH)]
    title: Annotated[str, Field(max_length=100)] = ""
    neurons: Annotated[int, Field(ge=0, le=1000)] | None = None
    epochs: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    features: Annotated[list[FeatureName], Field(min_length=1, max_length=64)] | None = None

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        experiment = parse_link(self.link).experiment
        if experiment.active_table is not None:
            raise ReasonError(ClassReason("challenge_table"), "link")
        seed, number = new_token(), school_class.next_number()
        hidden_points(experiment, seed)  # or it is said now why there are none
        order = {**self.model_dump(include={"link", "neurons", "epochs", "features"}), "number": number}
        challenge = Challenge(**order, title=self.title, is_open=True)
        school_class.challenges = Challenges(challenge, school_class.clock())
        school_class.order(orders.CHALLENGE, {**order, "seed": seed})
        school_class.order(orders.OPEN, {"number": number, "link": self.link})


class EndChallenge(ClassRequest):
    """Nothing counts any more; the board stays."""

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        school_class.challenges.end()
        school_class.order(orders.CHALLENGE, None)
