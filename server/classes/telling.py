"""What the pages of a class are told: the same for all of a role, and a little for each student alone."""

from server.classes.challenges import TOP
from server.classes.messages import (
    Board,
    Challenge,
    ClassKept,
    ClassRole,
    ClassShown,
    ClassWelcome,
    LessonAnswers,
    Me,
    People,
    PersonShown,
    Presenter,
    TimerShown,
)
from server.classes.person import Person
from server.classes.roles import LEADING
from server.classes.school_class import SchoolClass, Visitor
from server.messages import write_message
from server.messages.outbox import Kind

News = dict[Kind, str]
"""The newest message of each kind."""

AWAY_STEP = 10  # seconds: how exactly it is told since when somebody is away


def welcome(school_class: SchoolClass, visitor: Visitor, id: int | None = None) -> str:
    """Returns the answer to a page's first message; `id` is that of the message."""
    links: dict[ClassRole, str] = {
        role: token
        for role, token in school_class.tokens.items()
        if visitor.role == "teacher" or role == "spectator"
    }
    return write_message(
        ClassWelcome(
            id=id,
            school_class=school_class.id,
            role=visitor.role,
            token=school_class.tokens[visitor.role] if visitor.person is None else visitor.person.token,
            links=links if visitor.role in LEADING else None,
            gone_after_seconds=school_class.seconds,
            replica=school_class.replica,
        )
    )


def flush(school_class: SchoolClass) -> None:
    """Tells everybody what is new for them."""
    school_class.told_version = school_class.version
    told: dict[ClassRole, News] = {}
    for visitor in school_class.visitors:
        if visitor.role not in told:
            told[visitor.role] = news_for(school_class, visitor.role)
        _put(school_class, visitor, told[visitor.role])


def tell(school_class: SchoolClass, visitor: Visitor) -> None:
    """Tells one page all that it may know."""
    _put(school_class, visitor, news_for(school_class, visitor.role))


def show_wall(school_class: SchoolClass) -> None:
    """Sends who may see the wall the cells that have changed."""
    wall = school_class.wall
    for person, cell in wall.take():
        if (
            person not in school_class.people
        ):  # the room of somebody who was removed, which does not know it yet
            continue
        school_class.active_at = school_class.clock()  # somebody trains
        if school_class.challenges.note(person, cell, school_class.active_at):
            school_class.changed()
    for visitor in school_class.visitors:
        if visitor.role != "student" and visitor.visible and not visitor.outbox.waits("wall"):
            news = wall.news(visitor.seen, school_class.people, in_full=visitor.role in LEADING)
            if news is not None:
                visitor.outbox.put(news, "wall")


def _put(school_class: SchoolClass, visitor: Visitor, news: News) -> None:
    if visitor.person is not None:
        me: News = {"me": me_text(school_class, visitor.person)}
        news = me if visitor.person.waiting else me | news
    for kind, text in news.items():
        if visitor.told.get(kind) != text:
            visitor.told[kind] = text
            visitor.outbox.put(text, kind)
    kept = str(school_class.is_kept)
    if visitor.told.get("kept", "True") != kept:
        visitor.told["kept"] = kept
        visitor.outbox.put(write_message(ClassKept(kept=school_class.is_kept)), "kept")
    ends_at = school_class.ends_at
    if visitor.told.get("timer") != str(ends_at):
        visitor.told["timer"] = str(ends_at)
        left = None if ends_at is None else max(0.0, ends_at - school_class.clock())
        visitor.outbox.put(write_message(TimerShown(seconds=left)), "timer")


def news_for(school_class: SchoolClass, role: ClassRole) -> News:
    """Returns what all pages of a role may know."""
    news: News = {"class": write_message(_shown(school_class, role))}
    if role != "student":
        news["people"] = write_message(_people(school_class, role))
        kept = school_class.collection.told(_names(school_class, role), in_full=role in LEADING)
        news["collection"] = write_message(kept)
    if role in LEADING:
        news["lesson_answers"] = write_message(_answers(school_class))
    if school_class.challenges.given is not None:
        news["board"] = write_message(_board(school_class, school_class.challenges.given, role))
    return news


def me_text(school_class: SchoolClass, person: Person) -> str:
    """Returns what a student is told alone."""
    challenges = school_class.challenges
    return write_message(
        Me(
            person=person.id,
            name=person.name,
            seat=person.seat,
            waiting=person.waiting,
            done=person.done,
            follows=person.follows,
            note=person.note,
            answer=person.answer,
            value=person.value,
            place=challenges.place_of(person.id),
            lesson=school_class.lesson.mine(person.id),
        )
    )


def _shown(school_class: SchoolClass, role: ClassRole) -> ClassShown:
    trial, people = school_class.trial, school_class.people.values()
    if trial is not None and role == "student":
        trial = trial.model_copy(update={"values": None})
    return ClassShown(
        code=school_class.code,
        invitation=None if role == "student" else school_class.invitation,
        rules=school_class.rules,
        paused=school_class.paused,
        presenter=_presenter(school_class),
        offer=school_class.offer,
        pace=school_class.pace,
        question=school_class.questions.shown(people, _sees_answers(school_class, role)),
        trial=trial,
        challenge=school_class.challenges.given,
        lesson=school_class.lesson.told(),
        on_projector=school_class.on_projector,
    )


def _sees_answers(school_class: SchoolClass, role: ClassRole) -> bool:
    """Whether answers are shown while others still think: on the projector, if the teacher has it so."""
    return role in LEADING or (role == "spectator" and school_class.on_projector == "question")


def _presenter(school_class: SchoolClass) -> Presenter | None:
    presenter = school_class.presenter
    if presenter is None or presenter.person is None or presenter.name is None:
        return presenter
    name = school_class.name_of(school_class.people[presenter.person])
    return presenter.model_copy(update={"name": name})


def _answers(school_class: SchoolClass) -> LessonAnswers:
    opened = school_class.lesson.opened
    number = None if opened is None else opened.number
    return LessonAnswers(number=number, steps=school_class.lesson.answers())


def _board(school_class: SchoolClass, given: Challenge, role: ClassRole) -> Board:
    rows = school_class.challenges.board(_names(school_class, role))
    shown = rows if role in LEADING else rows[:TOP]
    return Board(number=given.number, n_scored=len(rows), rows=shown)


def _name(school_class: SchoolClass, person: Person, role: ClassRole) -> str:
    return person.pioneer if role == "spectator" else school_class.name_of(person)


def _names(school_class: SchoolClass, role: ClassRole) -> dict[str, str]:
    """Returns what everybody is called for a role, by their ids."""
    return {each.id: _name(school_class, each, role) for each in school_class.people.values()}


def away_seconds(person: Person, now: float) -> float:
    """Returns for how long somebody has been away, not exactly, so that it is not told anew all the time."""
    return 0.0 if person.away_since is None else (now - person.away_since) // AWAY_STEP * AWAY_STEP


def _people(school_class: SchoolClass, role: ClassRole) -> People:
    now, leads = school_class.clock(), role in LEADING
    return People(
        people=[
            PersonShown(
                person=each.id,
                name=_name(school_class, each, role),
                here=each.away_since is None,
                away_seconds=away_seconds(each, now),
                waiting=each.waiting,
                done=each.done,
                follows=each.follows,
                note=each.note if leads else "",
                answer=each.answer if leads else None,
                value=each.value,
                lesson=school_class.lesson.place_of(each.id) if leads else None,
            )
            for each in school_class.people.values()
        ]
    )
