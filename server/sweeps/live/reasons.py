"""Why a server does not do what it is asked with a sweep, or why a sweep of it does not go on."""

from collections.abc import Mapping
from typing import ClassVar

from engine.reasons import Reason, ReasonError


class ServedReason(Reason):
    """A reason that is about a sweep of this server; see `Reason`."""

    sentences: ClassVar[Mapping[str, str]] = {
        "order_too_large": "what a sweep is to do may have at most {most} KB",
        "order_no_object": "what a sweep is to do must be a JSON object, as the page sends it",
        "order_unknown": "a sweep has no {got}; it may have {allowed}",
        "order_missing": "a sweep must have {field}",
        "order_value": "{field} of a sweep must be {wanted}, got {got}",
        "sweep_epochs": (
            "all networks of a sweep together may be trained for {most} epochs here, these would be for {got}"
        ),
        "sweep_pictures": "all networks of a sweep together may have {most} pictures, these have {got}",
        "sweep_unknown": "there is no such sweep, or no longer",
        "sweep_elsewhere": "another server that shares the database trains this sweep; look at it there",
        "sweep_of_others": "this sweep can only be looked at here; it is led by who began it",
        "sweep_stopped": "a sweep that was stopped does not go on; begin another one",
        "sweep_not_trained": "this network has not been trained yet",
        "sweep_waits": "other sweeps are being trained; this one begins when it is its turn",
        "sweep_failed": "an error in the server ended the training: {error}",
        "sweep_unreachable": (
            "the database does not answer, or its disk is full: no sweep can begin, be opened or be deleted "
            "at the moment; try again later"
        ),
        "sweep_not_written": (
            "what is trained cannot be written down: the database does not answer, or its disk is full; the "
            "sweep goes on when it does"
        ),
        "sweeps_of_address": "at most {most} sweeps are kept for one address; delete one of yours",
        "sweeps_in_all": "the server has no room for more of sweeps; delete one of yours, or try again later",
    }


def refuse(code: str, **values: str | int | float | Reason) -> ReasonError:
    """The error that says so."""
    return ReasonError(ServedReason(code, **values))
