"""What the runner does with a room: makes a job of what is due in it, and takes its outcome back."""

from collections.abc import Callable

from server.frames.layout import Stamp
from server.frames.members import SHOWN, WANTS, FrameKey, Member
from server.frames.probes import is_there
from server.logs import tell
from server.messages import reason_shown
from server.rooms.delivery import TRAINING_FAILED, answer, put_devices, put_error, send_frames
from server.rooms.looked_at import looked_at
from server.rooms.room import Room
from server.runs.marks import Mark, with_mark
from server.training.jobs import Job, Outcome, Work
from server.training.remedy_search import SoughtRemedies
from server.training.work import ComputeOn, GoOn, Remember, Show, is_overtaken

CELL, INSIDE = FrameKey("cell"), FrameKey("inside")


def wants_publication(room: Room) -> bool:
    """Whether there is something to send to a member."""
    has_frames = "frames" in room.due
    for member in room.members:
        if has_frames or member.wants if member.visible else member.wants - SHOWN:
            return True
    return False


def wants_numbers(room: Room) -> bool:
    """Whether there are new numbers of the run, and members who want them."""
    return "numbers" in room.due and bool(_counting(room))


def wants_diagnosis(room: Room) -> bool:
    """Whether the run may learn now and did not, or the other way round, and members who see it."""
    return "diagnosis" in room.due and room.is_seen


def wants_cell(room: Room) -> bool:
    """Whether the class of the room does not know yet what it looks like now."""
    return "cell" in room.due and room.seat is not None


def seeks_remedies(room: Room) -> bool:
    """Whether it is to be looked for what helps a run that has diverged, and members who see the room."""
    return room.run.seeks_remedies and room.is_seen and _sought_remedies(room) is not None


def _counting(room: Room) -> list[Member]:
    return [member for member in room.members if member.numbers and member.visible]


def make_job(
    room: Room,
    work: tuple[Work, ...],
    *,
    epochs: float = 0.0,
    updates: float = 0.0,
    seconds: float = 0.0,
    publish: bool = False,
    numbers: bool = False,
    cell: bool = False,
    diagnose: bool = False,
    seek_remedies: bool = False,
    measure: bool = False,
    keep: Callable[[Outcome], None] | None = None,
) -> Job:
    """Returns what the worker has to do now: the `work` taken from what waits; unless more of that is left,
    train for so long at most, and make the frames that are wanted.

    `numbers` asks for the numbers of the run too, `cell` for what its class sees of it, `diagnose` why it
    does not learn. With `seek_remedies` the time is for what helps a run that has diverged, with `measure`
    for measuring the devices. `keep` gets the outcome with the trainer's state in it.
    """
    if room.work:  # nothing is to be trained, seen or kept of a run that will be another
        last = next((each.run for each in reversed(work) if each.run is not None), None)
        room.version += 1
        return Job(work=work, run=last, version=room.version, interval=room.run.timeline.interval)
    trains = max(epochs, updates) >= 1
    news = "frames" in room.due or bool(work) or trains
    recipients = _recipients(room, news) if publish else {}
    if numbers and (counting := _counting(room)):
        recipients[FrameKey("numbers")] = counting
        room.due.discard("numbers")
    if cell:
        recipients[CELL] = []
        room.due.discard("cell")
    if publish:
        room.due.discard("frames")
    if diagnose:
        room.due.discard("diagnosis")
    if keep is not None:
        room.due.discard("keeping")
    room.sequence += any(key.want == "state" for key in recipients)
    room.version += bool(work) or trains
    return Job(
        work=work,
        run=room.run,
        version=room.version,
        steps=room.steps,
        epochs=epochs,
        updates=updates,
        interval=room.run.timeline.interval,
        seconds=seconds,
        diagnose=diagnose,
        seek_remedies=_sought_remedies(room) if seek_remedies else None,
        measure=measure,
        keep=keep,
        look=room.view.look,
        inside=room.view.inside,
        path=looked_at(room) if INSIDE in recipients else (),
        contest=room.leash.contest_for(room.run.learnt),
        stamp=Stamp(room.sequence, room.generation, playing=room.playing),
        recipients=recipients,
    )


def next_work(room: Room) -> tuple[Work, ...]:
    """Takes the work for one request from what waits, with all that leads to it or is overtaken by it."""
    taken = []
    while room.work:
        taken.append(room.work.popleft())
        if taken[-1].member is not None and not is_overtaken((taken[-1], *room.work)):
            break
    return tuple(taken)


def _sought_remedies(room: Room) -> SoughtRemedies | None:
    """Returns from where a run that has diverged would go on; None where nothing is kept."""
    moment = room.run.timeline.best()
    return None if moment is None else SoughtRemedies(moment, room.run.experiment.learning_rate)


def _recipients(room: Room, news: bool) -> dict[FrameKey, list[Member]]:
    """Returns who gets what now, in the order of `WANTS`, and notes that they no longer want it."""
    recipients: dict[FrameKey, list[Member]] = {}
    for member in room.members:
        wants = member.wants | SHOWN if news else member.wants
        for want in wants if member.visible else wants - SHOWN:
            if want == "inside" and not room.view.inside:
                continue
            if (of := member.of(want)) is not None:
                recipients.setdefault(FrameKey(want, of), []).append(member)
        member.wants = set() if member.visible else member.wants & SHOWN
    return dict(sorted(recipients.items(), key=lambda each: WANTS.index(each[0].want)))


def take_back(room: Room, outcome: Outcome) -> None:
    """Notes what came of a job, as far as it is about the present run, and sends the answers and frames."""
    made = {key.want for key in outcome.frames}
    if outcome.moved and "state" not in made:
        room.due.add("frames")
    if outcome.moved and "numbers" not in made:
        room.due.add("numbers")
    if outcome.moved and CELL not in outcome.frames:
        room.due.add("cell")
    if outcome.moved and not outcome.job.diagnose:
        room.due.add("diagnosis")
    outcome.job.steps.left = max(0, outcome.job.steps.left - outcome.epochs)
    is_present = outcome.job.run is room.run
    _note_device(room, outcome)
    if is_present:
        _note_progress(room, outcome)
        _note_diagnosis(room, outcome)
        _note_remedies(room, outcome)
    _note_work(room, outcome)
    if is_present and not outcome.failed and not any(isinstance(each, GoOn) for each in room.work):
        _note_state(room, outcome)
    if outcome.failed or (is_present and (room.run.diverged or room.run.stopped)):
        room.pause()
    answer(outcome, room)
    if outcome.frames or outcome.failed:
        room.send_state()
    if outcome.measured is not None:
        put_devices(room.measuring, outcome.measured)
        room.measuring = []
    if outcome.failed:
        for outbox in room.outboxes():
            put_error(outbox, None, TRAINING_FAILED)
        for member, id in room.measuring:
            put_error(member.outbox, id, TRAINING_FAILED)
        room.measuring = []
    send_frames(outcome, room)
    if outcome.is_unfinished:
        for member in outcome.job.recipients[INSIDE]:
            member.wants.add("inside")
    cell = outcome.frames.get(CELL)
    if isinstance(cell, str) and room.seat is not None:
        room.seat.publish(cell)


def _note_device(room: Room, outcome: Outcome) -> None:
    """Notes what computes. A lost device is shown until another is chosen."""
    was = room.device, room.computing, room.device_lost
    for work, error in zip(outcome.job.work, outcome.refusals, strict=False):
        if isinstance(work, ComputeOn) and error is None:
            room.device_lost = None
    if outcome.lost is not None:
        room.device_lost = outcome.lost
        tell("device_lost", room=room.id, device=outcome.lost.device, reason=str(outcome.lost.reason))
    room.device, room.computing = outcome.chosen, outcome.device
    if (room.device, room.computing, room.device_lost) != was:
        room.due.add("state")
        room.version += 1


def _note_progress(room: Room, outcome: Outcome) -> None:
    """Notes how far the run has come, with its points and moments."""
    run = room.run
    run.epoch, run.n_points = outcome.epoch, outcome.n_points
    for member in room.members:
        if member.probing is None:
            continue
        if not is_there(member.probing, run.n_points, len(run.experiment.variables)):
            member.probing = None
    if outcome.experiment not in (None, run.experiment) and not room.work:
        room.take_over(outcome.experiment)  # the room took it to be elsewhere, or was refused
        room.has_changed()
    interval = run.timeline.interval
    run.timeline.add(outcome.moments, room.memory.share)
    if interval != run.timeline.interval:
        room.due.add("state")


def _note_diagnosis(room: Room, outcome: Outcome) -> None:
    """Notes why the run does not learn, if it was looked for."""
    if not outcome.job.diagnose:
        return
    stuck = None if outcome.diagnosis is None else reason_shown(outcome.diagnosis)
    if stuck != room.run.stuck:
        room.run.stuck = stuck
        room.due.add("state")


def _note_remedies(room: Room, outcome: Outcome) -> None:
    """Notes what helps a run that has diverged, if it was looked for and still can."""
    if not (outcome.has_sought_remedies and room.run.seeks_remedies):
        return
    if outcome.job.seek_remedies == _sought_remedies(room):  # which looks at hundreds of moments
        room.run.remedies, room.run.has_sought_remedies = outcome.remedies, True
        room.due.add("state")


def _note_work(room: Room, outcome: Outcome) -> None:
    """Notes marks of changes that took effect, and that what was refused cannot be undone."""
    if not outcome.job.work:
        return
    run = room.run
    for work, error, place in zip(outcome.job.work, outcome.refusals, outcome.places, strict=False):
        if error is not None and work.entry is not None:
            room.undo.discard(work.entry)
            room.due.add("state")
        is_of_this_run = outcome.job.run is work.run is run
        if error is None and work.changes and is_of_this_run and (place.epoch or place.updates):
            run.marks = with_mark(run.marks, Mark(place.epoch, work.changes), work.continues)
            room.due.add("state")
    if any(isinstance(work, Remember | Show) for work in outcome.job.work):
        room.trim()
        room.due.add("state")


def _note_state(room: Room, outcome: Outcome) -> None:
    """Notes how training stands, and what is off and frozen."""
    run = room.run
    if outcome.diverged and not run.diverged:
        tell("diverged", room=room.id)
    if outcome.diverged != run.diverged or outcome.stopped != run.stopped:
        if outcome.diverged != run.diverged:
            run.notice_diverged(outcome.diverged)
        run.stopped = outcome.stopped
        room.has_changed()
    if outcome.by_hand is not run.by_hand:
        before, run.by_hand = run.by_hand, outcome.by_hand
        if any(before) or any(run.by_hand):
            room.has_changed()
