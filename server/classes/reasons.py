"""Why a class does not do what it is asked for."""

from collections.abc import Mapping
from typing import ClassVar

from engine.reasons import Reason


class ClassReason(Reason):
    """A reason that is about a class and its people; see `Reason`."""

    sentences: ClassVar[Mapping[str, str]] = {
        "challenge_table": "a challenge needs points that nobody has seen; a table has no more than its own",
        "kept_busy": "other classes are being kept or opened; try again in a moment",
        "kept_in_all": "the server has no room for another class; take this one away as a file",
        "kept_nowhere": "this server keeps no classes: it has neither a data folder nor a database",
        "kept_of_address": "at most {most} classes are kept for one address; delete one, or take this away",
        "kept_too_large": "a class that is kept may have at most {most} MB",
        "name_length": "a name must have between 1 and {most} characters, got {got}",
        "name_marks": "a name must have at most {most} marks on one letter",
        "name_sign": "a name must not have the sign {sign}, which is not seen",
        "name_taken": "somebody in this class is called {name} already",
        "names_fixed": "names are not to be changed in this class",
        "no_item": "the collection has no such network",
        "no_lesson": "no such lesson is open in this class",
        "no_network": "{name} has no network yet",
        "no_offer": "nothing is handed out",
        "no_person": "nobody in this class is meant by that",
        "no_question": "nothing is being asked",
        "no_step": "the lesson has {n} steps only",
        "no_such_answer": "the answer must be one of the {n} that there are",
        "not_an_answer": "the answer must be {kind}",
        "step_closed": "the class is at step {step}; those behind it are closed",
        "too_many_items": "a collection has at most {most} networks",
        "trial_field": "the class cannot try values of {field}",
        "trial_values": "give between 2 and {most} values, got {got}",
    }
