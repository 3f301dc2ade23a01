"""A puzzle that is wired by hand: the lines with PUZZLE and WRONG, or REASON where there are none."""

import json

from engine.inside.puzzles import puzzle_links, puzzle_of, standing_of
from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from server.frames.inside.lines import line_sections
from server.frames.inside.sections import Choices, Circumstances, reason_section, section
from server.frames.layout import Section, SectionKind


def puzzle_sections(trainer: Trainer, choices: Choices, circumstances: Circumstances) -> list[Section]:
    """Which puzzle the points are, how far the network has come with it, and the lines; and how to open each
    of the puzzles, which is so in every network."""
    told: dict[str, object] = {"name": puzzle_of(trainer.experiment), "links": puzzle_links()}
    sections = []
    try:
        standing = standing_of(trainer)
        is_wrong = standing.is_wrong
        told |= {"n_points": len(is_wrong), "n_wrong": int(is_wrong.sum())}
        told |= {"n_mixed": standing.n_mixed, "stage": standing.stage}
        wrong = trainer.data.train.x[is_wrong][:MOST_WRONG]
        sections.append(section(SectionKind.WRONG, 0, len(wrong), 2, wrong))
        sections += line_sections(trainer)
    except ReasonError as error:
        sections = [reason_section(error)]
    return [Section(SectionKind.PUZZLE, 0, 1, 0, json.dumps(told).encode()), *sections]


MOST_WRONG = 300  # of more, marks hide the plane
