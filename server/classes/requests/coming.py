"""The first message of a page: who it is, and to which class it comes."""

from typing import Annotated, Literal

from pydantic import Field

from server.classes.requests.request import ClassRequest, Name
from server.classes.school_class import SchoolClass, Visitor
from server.messages import BadMessage

Language = Literal["en", "de"]


class First(ClassRequest):
    """What may only come first."""

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        raise BadMessage("bad_message", f"{self.type} may come once only, and first")


class BeginClass(First):
    """Makes a class, whose teacher the sender is."""


class Join(First):
    """Joins a class as somebody new: that of the invitation in a square or link, or else of the code, as it
    was typed. Where names may be chosen this is the name, else one is made up in this language."""

    code: Annotated[str, Field(max_length=32)] = ""
    invitation: Annotated[str, Field(max_length=64)] | None = None
    name: Name | None = None
    language: Language = "en"


class ComeBack(First):
    """Comes into a class with the token of a role or of a student. `name` is what a student is called, for a
    class that does not know it any more."""

    school_class: Annotated[str, Field(max_length=64)]
    token: Annotated[str, Field(max_length=128)]
    name: Name | None = None
