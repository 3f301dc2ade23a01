"""A message that came for a room is carried out, or refused with the reason."""

from server.frames.members import Member
from server.messages import BadMessage, done
from server.requests.request import MOST_WORK, Answer, Request, RunRequest
from server.rooms.delivery import put_done, put_error
from server.rooms.room import Room


def receive(room: Room, member: Member, message: Request) -> None:
    """Does what a message asks, or answers why not."""
    try:
        _carry_out(room, member, message)
    except ValueError as error:
        put_error(member.outbox, message.id, error)


def _carry_out(room: Room, member: Member, message: Request) -> None:
    if message.host_only and member.role != "host":
        raise BadMessage("forbidden", f"only the host of the room may send {message.type}")
    if isinstance(message, RunRequest) and sum(work.member is not None for work in room.work) >= MOST_WORK:
        raise BadMessage("too_fast", "the room is still busy with earlier messages")
    answer = message.handle(room, member)
    if answer is Answer.NONE:
        return
    if answer is Answer.DONE:
        put_done(member.outbox, message.id)
        return
    member.outbox.promised += 1
    if not isinstance(answer, Answer):
        answer.member, answer.id = member, message.id
        room.ask(answer)
        return
    if answer is Answer.CHANGED:
        room.has_changed()
    else:
        room.is_drawn_anew()
    room.answers.append((member.outbox, done(message.id)))
