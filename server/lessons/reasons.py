"""What is wrong with a lesson, and where."""

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from engine.reasons import Reason, ReasonError, Value

MOST_FAULTS = 100
"""So many are told of a lesson."""


class LessonReason(Reason):
    """A reason why a lesson cannot be used; see `Reason`."""

    sentences: ClassVar[Mapping[str, str]] = {
        # the folder
        "no_folder": "there is no such folder, or it cannot be read: {error}",
        "no_lessons": "there is no lesson: each is a folder named as 01-a-neuron",
        "too_many_lessons": "there must be at most {most} lessons",
        "folder_name": (
            "the folder of a lesson must be named as 01-a-neuron: two digits and small letters, got {got}"
        ),
        "too_many_files": "a lesson must have at most {most} files",
        "file_name": "a file must be named with small letters, digits, - and _ and one dot, got {got}",
        "file_kind": "a lesson has Markdown files named {allowed}, and pictures ({pictures}); got {got}",
        "no_plain_file": "this is no plain file: links and folders do not belong in a lesson",
        "unreadable": "it cannot be read: {error}",
        "file_too_large": "it must have at most {most} KB",
        "lesson_too_large": "the files of a lesson must have at most {most} MB together",
        "not_a_picture": "this is no {kind} picture",
        "not_text": "it must be text in UTF-8",
        "line_too_long": "a line must have at most {most} signs, got {got}",
        "strange_sign": "there must be no signs that nobody sees, got {got}",
        "no_translation": "the lesson is missing in this language",
        "unused_picture": "no language shows this picture",
        # front matter and blocks
        "no_front_matter": "a lesson must begin with +++ on a line of its own, TOML, and +++ again",
        "no_toml": "this is no TOML: {error}",
        "unknown_key": "{kind} has no {got}; it may have {allowed}",
        "unknown_key_like": "{kind} has no {got}; perhaps {allowed} is meant",
        "missing_key": "{kind} must have {field}",
        "not_a_text": "{field} must be a text, got {got}",
        "text_length": "{field} must have 1 to {most} signs, got {got}",
        "not_a_number": "{field} must be a finite number, got {got}",
        "not_whole": "{field} must be a whole number from {least} to {most}, got {got}",
        "not_a_flag": "{field} must be true or false, got {got}",
        "not_a_list": "{field} must be a list, got {got}",
        "not_a_table": "{field} must be a table, as in {{ … }}, got {got}",
        "list_length": "{field} must have {least} to {most} entries, got {got}",
        "twice": "{field} has {got} twice",
        "not_one_of": "{field} must be one of {allowed}, got {got}",
        "not_one_of_like": "{field} cannot be {got}; perhaps {allowed} is meant",
        "not_below_zero": "{field} must be 0 or more, got {got}",
        "either": "{kind} must have either {one} or {other}",
        "needs": "{field} must have {other} beside it",
        "one_right": "exactly one of the choices must be right, got {got}",
        "bad_link": "this link does not open: {reason}",
        "no_seed": "the link must name its seed, as in &seed=0.5, so that everybody sees the same",
        "bad_change": "{field} cannot change so: {reason}",
        "bad_check": "{field}: {reason}",
        # steps and text
        "no_steps": "a lesson must have steps: each begins with ## and its title",
        "too_many_steps": "a lesson must have at most {most} steps",
        "before_steps": "what stands before the first ## belongs to no step",
        "step_title": "the title of a step must be plain text of 1 to {most} signs",
        "empty_step": "this step has nothing in it",
        "top_heading": "the title stands in the front matter; within a step headings begin with ###",
        "unknown_block": "there is no block {got}; there is {allowed}",
        "nested_block": "a block must not stand in a list or a quotation",
        "one_value": "{field} must become one value, got {got}",
        "set_up_place": "{kind} must be there at most once in a step, before what there is to do",
        "one_to_do": (
            "a step must have at most one task, question, prediction or puzzle, or a question and then a task"
        ),
        "too_nested": "lists and quotations must not stand more than {most} deep in each other",
        "raw_html": "there is no HTML in a lesson, got {got}",
        "bad_address": (
            "a link must lead to https://…, to a term as in glossary#neuron, or to a page of the "
            "playground ({allowed}); got {got}"
        ),
        "unknown_term": "the glossary has no term {got}",
        "bad_picture": "a picture must be a file beside the text, got {got}",
        "picture_without_words": (
            "a picture must say in words what it shows, as in ![a curve that falls](a.png)"
        ),
        "bad_formula": "the formula {got} cannot be read: {why}",
        # languages beside each other
        "other_steps": "this language has {got} steps, {language} has {wanted}",
        "other_blocks": "step {step} has {got} here and {wanted} in {language}",
        "other_facts": "{field} of this {kind} is another than in {language} (line {line})",
        "other_front": "{field} is another than in {language}",
        # what is trained
        "no_link_yet": "a link must set the playground up, here or in a step before",
        "prediction_link": "a step with a prediction must set the playground up with a link of its own",
        "prediction_no_number": "after {epochs} epochs {outcome} is no number",
        "task_done_at_once": "the task is done before anybody has done anything",
        "not_solved": (
            "the solution does not fulfil the task: after {epochs} epochs {part} does not hold ({got})"
        ),
        "predicted_otherwise": "after {epochs} epochs {outcome} is {got}, and not {wanted} ± {tolerance}",
        "choice_not_right": "after {epochs} epochs {outcome} is {got}: {n} of the choices hold, and one must",
        "too_many_faults": "there is more that is wrong",
    }


def refused(code: str, **values: Value) -> ReasonError:
    """The error that says so."""
    return ReasonError(LessonReason(code, **values))


class Fault(NamedTuple):
    """What is wrong with a lesson: the file, below the folder that was read, and its line; 0 where it is the
    file as a whole."""

    file: str
    line: int
    reason: Reason

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"


class Faults:
    """What has been found to be wrong so far, in one lesson."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def __len__(self) -> int:
        return len(self.found)

    def tell(self, file: str, line: int, code: str, /, **values: Value) -> None:
        """Something is wrong here."""
        self.tell_reason(file, line, LessonReason(code, **values))

    def tell_reason(self, file: str, line: int, reason: Reason) -> None:
        """The same for a reason that is there already."""
        self.add(Fault(file, line, reason))

    def add(self, fault: Fault) -> None:
        """Notes a fault, once; past `MOST_FAULTS` only that there are more."""
        if len(self.found) < MOST_FAULTS and fault not in self.found:
            self.found.append(fault)
        elif len(self.found) == MOST_FAULTS:
            self.found.append(Fault(fault.file, 0, LessonReason("too_many_faults")))
