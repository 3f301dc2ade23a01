"""What the messages of both sides are made of."""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

GridSize = Literal["large", "small"]
Role = Literal["host", "watcher"]
Unit = Literal["epoch", "update"]
Panel = Literal["plane", "network"]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a JSON object holds, for the documents and the page: the fields of a class, all or any."""

    of: type
    any_of_them: bool = False


class Part(BaseModel):
    """A message or a part of one: nothing that is unknown, of another kind or infinite."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)
