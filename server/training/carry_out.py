"""Carries a job out, in the worker thread: the work asked for, then steps, then frames."""

import logging
import math
import sys
import time

from engine.backends.interface import Place
from engine.evaluation.diagnosis import diagnose
from engine.evaluation.probe import n_points
from engine.evaluation.snapshot import plane_of
from engine.training.trainer import Trainer
from server.frames.cells import cell_text
from server.frames.encoding import features_frame
from server.frames.inside.sections import Path, Visited
from server.frames.making import frames_of
from server.frames.members import FrameKey
from server.frames.numbers import stopped_state
from server.training.jobs import Job, Outcome, Work
from server.training.remedy_search import SoughtRemedies
from server.training.room_trainer import RoomTrainer
from server.training.work import is_overtaken

FEATURES, CELL, INSIDE = FrameKey("features"), FrameKey("cell"), FrameKey("inside")

log = logging.getLogger("playground")


def carry_out(trainer: RoomTrainer, job: Job) -> Outcome:
    """Does what a job asks for. What goes wrong in it stands in the outcome."""
    outcome = Outcome(job)
    trainer.interval, trainer.moments = job.interval, outcome.moments
    begun = time.thread_time()
    try:
        for index, work in enumerate(job.work):
            outcome.places.append(trainer.place())
            outcome.refusals.append(None if is_overtaken(job.work[index:]) else _applied(work, trainer))
            outcome.moved = True
        if job.work and trainer.trainer is not None:
            trainer.choose_device()
        outcome.work_seconds = time.thread_time() - begun if job.work else 0.0
        if job.measure:
            trainer.surviving(_measure, trainer, outcome)
        if job.seek_remedies is not None:
            begun = time.thread_time()
            trainer.surviving(_seek_remedies, trainer, outcome, job.seek_remedies)
            outcome.work_seconds += max(0.0, time.thread_time() - begun - job.seconds)
        _train(trainer, outcome)
        begun = time.thread_time()
        trainer.surviving(_publish, trainer, outcome)
        outcome.frame_seconds = time.thread_time() - begun
        if job.diagnose:
            trainer.surviving(_diagnose, trainer, outcome)
        outcome.epoch = trainer.place().epoch
    except Exception as error:
        log.warning("training failed in one room, which is paused now: %r", error)
        trainer.trainer = trainer.end = None
        outcome.failed = True
    outcome.chosen, outcome.device = trainer.device, trainer.computing
    outcome.lost, trainer.lost = trainer.lost, None
    return outcome


def _applied(work: Work, trainer: RoomTrainer) -> ValueError | None:
    """Does a work; returns why it could not be done."""
    try:
        trainer.surviving(work.apply, trainer)
        trainer.surviving(trainer.keep_initial_weights)
    except ValueError as error:
        return error
    return None


def _measure(trainer: RoomTrainer, outcome: Outcome) -> None:
    outcome.measured = trainer.measure(outcome.job.seconds)


def _seek_remedies(trainer: RoomTrainer, outcome: Outcome, sought: SoughtRemedies) -> None:
    outcome.has_sought_remedies, outcome.remedies = trainer.seek_remedies(sought, outcome.job.seconds)


def _train(room_trainer: RoomTrainer, outcome: Outcome) -> None:
    """Trains until the epochs or updates asked for are done, the time is up or the numbers ran away."""
    trainer, job = room_trainer.trainer, outcome.job
    if trainer is None:
        outcome.failed = max(job.epochs, job.updates) >= 1
        return
    if max(job.epochs, job.updates) >= 1:
        room_trainer.choose_device()
    first, until = trainer.place, room_trainer.clock() + job.seconds
    while not trainer.halted and (left := until - room_trainer.clock()) > 0:
        n_batches = min(_batches_allowed(job, first, trainer), room_trainer.slices.fitting(left))
        if n_batches < 1:
            break
        room_trainer.run(n_batches)
        outcome.moved = True
    outcome.epochs = max(0, trainer.epoch - first.epoch)
    outcome.updates = max(0, trainer.updates - first.updates)  # less when it diverged and went back
    outcome.diverged, outcome.by_hand = trainer.diverged, trainer.hand
    outcome.stopped = stopped_state(trainer)


def _batches_allowed(job: Job, first: Place, trainer: Trainer) -> int:
    """How many batches may be trained for the whole epochs or updates that a job asks for."""
    # An epoch without an update, whose batch is larger than all its points, counts as one.
    n_updates = max(trainer.updates - first.updates, trainer.epoch - first.epoch)
    for_epochs, for_updates = job.epochs, job.updates - n_updates
    if for_epochs < math.inf:
        for_epochs = trainer.batches_until(first.epoch + int(job.epochs))
    most = max(for_epochs, for_updates)
    return sys.maxsize if most == math.inf else int(most)


def _diagnose(room_trainer: RoomTrainer, outcome: Outcome) -> None:
    """Finds out why the run does not learn; of an earlier moment, whose curve goes on, nothing is said."""
    trainer, began = room_trainer.trainer, room_trainer.effort()
    if trainer is not None and room_trainer.end is None:
        outcome.diagnosis = diagnose(trainer)
    outcome.diagnosis_seconds = room_trainer.effort() - began


def _path(job: Job) -> Path:
    """Where else a view into the network looks; nothing where one of these places is empty."""
    places: list[Visited | None] = []
    for each in job.path:
        model = None if each is None else each.model
        if each is not None and model is None:
            return ()
        places.append(None if each is None or model is None else Visited(each.epoch, each.experiment, model))
    return places


def _publish(room_trainer: RoomTrainer, outcome: Outcome) -> None:
    trainer, job = room_trainer.trainer, outcome.job
    if FEATURES in job.recipients:
        formulas, plane = (
            (trainer.experiment.formulas, plane_of(trainer, job.look)) if trainer else ((), None)
        )
        outcome.frames[FEATURES] = features_frame(formulas, plane)
    if trainer is None:
        return
    if job.keep is not None:
        first, end = room_trainer.first, room_trainer.end
        outcome.kept = (end.state if end else None) or trainer.state()
        outcome.kept_first = first.state if first else None
    outcome.n_points, outcome.experiment = n_points(trainer), trainer.experiment
    notes = room_trainer.notes
    outcome.frames |= frames_of(
        trainer, job.stamp, job.recipients, job.look, job.inside, _path(job), notes, room_trainer.told
    )
    outcome.is_unfinished = INSIDE in job.recipients and notes.is_unfinished
    if CELL in job.recipients:
        score = None if job.contest is None else job.contest.scored(trainer)
        outcome.frames[CELL] = cell_text(trainer, job.look, score)
