"""Whether what a lesson asks for can be done: its solutions and predictions are trained and looked at."""

import math
from collections.abc import Iterator, Mapping

from engine.experiment.strict_links import parse_strictly
from engine.expressions.writing import written
from engine.reasons import Reason
from engine.training.trainer import Trainer
from server.lessons.blocks import LessonBlock
from server.lessons.lesson import WrittenLesson
from server.lessons.names import NAMES, values_of
from server.lessons.reasons import Fault, LessonReason
from server.lessons.steps import LessonStep
from server.lessons.tasks import holds, parts_of_task, standing_of_task, told_value


def unsolved(lesson: WrittenLesson) -> Iterator[Fault]:
    """Yields what does not come true of a lesson that is read without faults, in its first language, whose
    links all others have too."""
    text = next(iter(lesson.texts.values()))
    for step in text.steps:
        for block in step.blocks:
            reasons = _of_task(step, block) if block.kind == "task" else _of_prediction(step, block)
            yield from (Fault(text.file, block.line, reason) for reason in reasons)


def trained(link: str, epochs: int) -> Trainer:
    """Returns the run of a link after so many epochs, or when it ended before."""
    trainer = Trainer(parse_strictly(link).experiment)
    while trainer.epoch < epochs and not trainer.halted:
        trainer.run(trainer.batches_until(trainer.epoch + 1))
    return trainer


def _of_task(step: LessonStep, block: LessonBlock) -> Iterator[Reason]:
    (check,) = block.checks
    if step.is_set_up and holds(check, values_of(trained(step.link, 0))):
        yield LessonReason("task_done_at_once")
    solution = block.fields["solution"]
    values = values_of(trained(solution["link"], solution["epochs"]))
    for part, standing in zip(parts_of_task(check), standing_of_task(check, values, "en"), strict=True):
        if not standing.is_done:
            got = "no number" if standing.value is None else f"{standing.value:.6g}"
            yield LessonReason("not_solved", epochs=solution["epochs"], part=written(part), got=got)


def _of_prediction(step: LessonStep, block: LessonBlock) -> Iterator[Reason]:
    if block.kind != "prediction":
        return
    fields = block.fields
    values = values_of(trained(step.link, fields["epochs"]))
    outcome, got = fields["outcome"], values[fields["outcome"]]
    told: Mapping[str, str | int] = {"epochs": fields["epochs"], "outcome": outcome}
    if not math.isfinite(got):
        yield LessonReason("prediction_no_number", **told)
    elif "number" in fields and abs(got - fields["number"]) > fields["tolerance"]:
        wanted, tolerance = (told_value(NAMES[outcome], fields[key], "en") for key in ("number", "tolerance"))
        shown = told_value(NAMES[outcome], got, "en")
        yield LessonReason("predicted_otherwise", **told, got=shown, wanted=wanted, tolerance=tolerance)
    n_right = sum(holds(check, values) for check in block.checks)
    if block.checks and n_right != 1:
        yield LessonReason("choice_not_right", **told, got=f"{got:.6g}", n=n_right)
