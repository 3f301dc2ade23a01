"""What a client wants to know of the run because a lesson asks for it."""

from typing import Annotated

from pydantic import Field

from engine.experiment.checks import shown
from engine.expressions.tokens import ExpressionError
from engine.reasons import ReasonError
from server.frames.members import Member
from server.frames.standing import Followed
from server.lessons.names import NAMES
from server.lessons.tasks import read_check
from server.messages import BadMessage
from server.requests.request import Answer, Request
from server.rooms.room import Room

MOST_CONDITIONS = 8
LONGEST_CONDITION = 400
LONGEST_NAME = 32
Condition = Annotated[str, Field(max_length=LONGEST_CONDITION)]


class FollowStep(Request):
    """`standing` at once and with every STATE: which parts of these conditions hold, and the value of a name.
    docs/lessons.md has the names. Nothing of both ends it.
    """

    conditions: Annotated[list[Condition], Field(max_length=MOST_CONDITIONS)] | None = None
    outcome: Annotated[str, Field(max_length=LONGEST_NAME)] | None = None

    def handle(self, room: Room, member: Member) -> Answer:
        if self.outcome is not None and self.outcome not in NAMES:
            sentence = f"outcome must be one of {', '.join(NAMES)}, got {shown(self.outcome)}"
            raise BadMessage("bad_message", sentence, "outcome")
        try:
            conditions = tuple(read_check(text) for text in self.conditions or ())
        except ExpressionError as error:
            raise ReasonError(error.reason, "conditions") from None
        is_any = conditions or self.outcome is not None
        member.following = Followed(conditions, self.outcome) if is_any else None
        member.outbox.forget("standing")
        member.wants.add("standing")
        return Answer.DONE
