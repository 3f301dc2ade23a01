"""What is sent to the pages of a class. Every one belongs to a role, or to one person."""

from typing import Any, Literal

from server.classes.lesson_parts import LessonPlace, LessonShown, MyLesson, StepAnswers
from server.messages import ReasonShown
from server.messages.of_server import ServerMessage
from server.messages.parts import Part

ClassRole = Literal["teacher", "co_teacher", "student", "spectator"]
AnswerKind = Literal["choices", "number", "text"]
OnProjector = Literal["wall", "overlay", "network", "question", "lesson", "trial", "board", "collection"]


class Rules(Part):
    """How a class is led: `locked` lets nobody new in, `lobby` lets new ones wait for the teacher,
    `may_rename` lets students choose their names, `anonymous` gives everybody a pioneer's name. With `kept`
    the names are written down too where the class is, so that they outlive the server."""

    locked: bool = False
    lobby: bool = False
    may_rename: bool = True
    anonymous: bool = False
    kept: bool = False


class Presenter(Part):
    """Whose network everybody follows: that of a person, or (null) of the teacher."""

    person: str | None
    name: str | None
    room: str
    watch: str


class Offer(Part):
    """An experiment that the teacher hands out; `number` rises with each."""

    number: int
    link: str
    title: str
    at_once: bool


class Question(Part):
    """What the class is asked. `counts` has how many chose each, and is there for teachers, and for all when
    it is closed; `answers` are numbers or texts without names."""

    number: int
    text: str
    kind: AnswerKind
    choices: list[str]
    is_open: bool
    n_answers: int = 0
    counts: list[int] | None = None
    answers: list[str | float] | None = None


class Trial(Part):
    """An experiment of the class: everybody trains with another value of one field."""

    number: int
    field: str
    title: str
    values: dict[str, float] | None = None


class PaceShown(Part):
    """What students may change (null: everything), and which set-ups they may open whatever is closed (true),
    or not at all (false)."""

    fields: list[str] | None
    examples: dict[str, bool]


class Challenge(Part):
    """A task with limits (null: none), scored on points that nobody has seen."""

    number: int
    title: str
    link: str
    neurons: int | None
    epochs: int | None
    features: list[str] | None
    is_open: bool


class Pictured(Part):
    """What a network answers over the plane: 32 × 32 bytes in Base64, as in a STATE frame; of several classes
    who wins (32 × 32), and how clearly (32 × 32)."""

    kind: Literal["signed", "classes"]
    picture: str
    n_outputs: int


class BoardRow(Pictured):
    """A place of a challenge: the best network of a student so far, with its picture as in a cell."""

    place: int
    person: str
    name: str
    score: float
    parameters: int
    neurons: int
    epoch: int
    at_seconds: float
    tries: int


class PlaceShown(Part):
    """Where a student stands in a challenge, and what score is missing to the next place."""

    place: int
    of: int
    score: float
    to_next: float | None
    tries: int


class Item(Pictured):
    """A network that was put aside, as it looked then. `saved` is the address of its whole state."""

    number: int
    title: str
    person: str
    name: str
    saved: str | None
    link: str | None
    epoch: int
    train_loss: float
    test_loss: float
    parameters: int
    n_neurons: int


class ClassMessage(ServerMessage):
    """What the pages of a class are told."""


class ClassShown(ClassMessage):
    """A class as everybody in it may see it. `invitation` is what squares and links carry beside the code;
    null for students, who show none. `pace` is null where students may change everything.
    `on_projector` is what the teacher has the projector show: the wall where the other is not there."""

    type: Literal["class"] = "class"
    code: str
    invitation: str | None
    rules: Rules
    paused: str | None
    presenter: Presenter | None
    offer: Offer | None
    pace: PaceShown | None
    question: Question | None
    trial: Trial | None
    challenge: Challenge | None
    lesson: LessonShown | None
    on_projector: OnProjector


class Board(ClassMessage):
    """The places of the challenge: all of them for who leads, the first five for everybody else."""

    type: Literal["board"] = "board"
    number: int
    n_scored: int
    rows: list[BoardRow]


class Collection(ClassMessage):
    """What was put aside: all of it for who leads; for everybody else what is shown."""

    type: Literal["collection"] = "collection"
    items: list[Item]
    shown: list[int]


class LessonAnswers(ClassMessage):
    """What was answered in the steps of the lesson of this number, for who leads; null: none is open."""

    type: Literal["lesson_answers"] = "lesson_answers"
    number: int | None
    steps: list[StepAnswers]


class TimerShown(ClassMessage):
    """How many seconds are left; null: there is no timer."""

    type: Literal["timer"] = "timer"
    seconds: float | None


class ClassWelcome(ClassMessage):
    """The answer to the first message. `links` has the secrets of other roles, for a teacher alone."""

    type: Literal["welcome"] = "welcome"
    id: int | None = None
    school_class: str
    role: ClassRole
    token: str
    links: dict[ClassRole, str] | None
    gone_after_seconds: float
    replica: str


class ClassKept(ClassMessage):
    """Whether the class is kept at the moment, so that another replica of the server can go on with it. It is
    sent when that changes, and after the welcome while it is not."""

    type: Literal["kept"] = "kept"
    kept: bool


class Me(ClassMessage):
    """What a student is told alone."""

    type: Literal["me"] = "me"
    person: str
    name: str
    seat: str
    waiting: bool
    done: bool
    follows: bool
    note: str
    answer: str | float | None
    value: float | str | None
    place: PlaceShown | None
    lesson: MyLesson | None


class PersonShown(Part):
    """A student as teachers see them (and who looks on, without the note and the place in the lesson)."""

    person: str
    name: str
    here: bool
    away_seconds: float
    waiting: bool
    done: bool
    follows: bool
    note: str
    answer: str | float | None
    value: float | str | None
    lesson: LessonPlace | None


class People(ClassMessage):
    """Everybody who has joined, in the order of coming."""

    type: Literal["people"] = "people"
    people: list[PersonShown]


class Cell(Pictured):
    """What a student's network looks like now. `curve` has some losses, from the first to the last, in pairs
    (training, test). `room` and `watch` let teachers see the whole network; `stuck` is for them too."""

    person: str
    epoch: int
    train_loss: float
    test_loss: float
    accuracy: float | None
    curve: list[tuple[float, float]]
    parameters: int
    n_neurons: int
    playing: bool
    diverged: bool
    stuck: ReasonShown | None
    stuck_seconds: float
    link: str | None
    room: str | None
    watch: str | None


class Wall(ClassMessage):
    """The cells that have changed since the last wall, and the people who have none any more."""

    type: Literal["wall"] = "wall"
    cells: list[Any]
    gone: list[str]


CLASS_MESSAGES: dict[str, type[ClassMessage]] = {
    each.model_fields["type"].default: each for each in ClassMessage.__subclasses__()
}
