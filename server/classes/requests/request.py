"""What every request of a page to its class is."""

import re
from typing import Annotated, Any, ClassVar

from pydantic import Field

from server.classes.school_class import SchoolClass, Visitor
from server.messages.parts import Part

Id = Annotated[int, Field(ge=0, le=2**53)]
PersonId = Annotated[str, Field(max_length=16)]
LongText = Annotated[str, Field(max_length=500)]
Name = Annotated[str, Field(max_length=200)]


class ClassRequest(Part):
    """What a page may send: `type` is the name of the class with underscores. Who may send it stands in
    roles.py. Requests may carry an `id`; the answer repeats it."""

    type: ClassVar[str]
    id: Id | None = None

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        cls.type = re.sub(r"(?<=.)([A-Z])", r"_\1", cls.__name__).lower()

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        """Does what is asked. Raises BadMessage or ReasonError."""
        raise NotImplementedError
