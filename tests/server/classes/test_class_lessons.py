"""A lesson that a class goes through together: who may open it, how far, and what is known of everybody."""

from pathlib import Path
from typing import Any

import pytest

from server.classes.lessons import ClassLesson, Opened, StepTaken, Told
from tests.server.people.in_class import Page, lesson, short_lesson
from tests.server.servers.live import Client, Live, run, serving

XOR = "dataset=xor&networkShape=3&seed=0.5"
OTHER = "dataset=spiral&networkShape=3&seed=0.5"
LESSON: dict[str, Any] = {"lesson": "03-xor", "n_steps": 5}


async def opened(teacher: Page, *pages: Page, **fields: Any) -> int:
    """Opens a lesson; returns its number, when all of these pages know of it."""
    before = [number_of(each) for each in (teacher, *pages)]
    await teacher.does("open_lesson", **{**LESSON, **fields})
    for each, old in zip((teacher, *pages), before, strict=True):
        await each.until(lambda each=each, old=old: number_of(each) > old)
    return number_of(teacher)


def number_of(page: Page) -> int:
    """The number of the lesson that a page knows of; 0 for none."""
    return (page.state["lesson"] or {"number": 0})["number"]


def place_of(teacher: Page, name: str) -> dict[str, Any]:
    """Where a student is, as the teacher was told; {} if nowhere, or not told yet."""
    found = [each["lesson"] or {} for each in teacher.people() if each["name"] == name]
    return found[0] if found else {}


def test_a_lesson_is_opened_for_all_up_to_a_step_or_whole_and_ends(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student, helper = await made.join("Ada"), await made.come("co_teacher")
            assert student.state["lesson"] is None
            number = await opened(made.teacher, student, until=1)
            shown = student.state["lesson"]
            assert shown == {"number": number, **LESSON, "start": 0, "brought": 0, "until": 1, "shown": None}
            late = await made.join("Ben")
            assert late.state["lesson"] == shown
            assert late.me["lesson"] is None
            await helper.does("set_lesson_step", step=3)
            await student.until(lambda: student.state["lesson"]["until"] == 3)
            await helper.does("set_lesson_step", step=None)
            await student.until(lambda: student.state["lesson"]["until"] is None)
            again = await opened(helper, lesson="01-a-neuron", n_steps=3)
            assert again > number
            await made.teacher.does("close_lesson")
            await student.until(lambda: student.state["lesson"] is None)

    run(work())


def test_the_teacher_sees_in_which_step_everybody_is_and_what_help_they_took(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            ada, ben = await made.join("Ada"), await made.join("Ben")
            looker = await made.come("spectator")
            number = await opened(made.teacher, ada, ben)
            await ada.does("report_lesson", number=number, step=0, done=True)
            await ada.does("report_lesson", number=number, step=1, hints=2)
            await ada.does("report_lesson", number=number, step=1, solution=True)
            await made.teacher.until(lambda: place_of(made.teacher, "Ada").get("solution"))
            place = place_of(made.teacher, "Ada")
            assert place.pop("seconds") == 0
            assert place == {"step": 1, "step_done": False, "n_done": 1, "hints": 2, "solution": True}
            assert place_of(made.teacher, "Ben") == {}, "whose page has not opened it"
            await ada.does("report_lesson", number=number, step=5)
            await made.teacher.until(lambda: place_of(made.teacher, "Ada")["step"] == 5)
            await looker.until(lambda: len(looker.people()) == 2)
            assert {each["lesson"] for each in looker.people()} == {None}
            assert "lesson_answers" not in {*looker.told, *ada.told}
            await made.teacher.does("remove", person=ada.me["person"])
            await made.teacher.until(lambda: len(made.teacher.people()) == 1)

    run(work())


def test_no_student_goes_on_further_than_the_class(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student = await made.join()
            number = await opened(made.teacher, student)
            await student.does("report_lesson", number=number, step=3)
            await made.teacher.does("set_lesson_step", step=1)
            await student.until(lambda: (student.me["lesson"] or {}).get("step") == 1)
            refused = await student.ask("report_lesson", number=number, step=2)
            assert refused["reason"] == {"code": "step_closed", "values": {"step": 2}}
            refused = await student.ask("report_lesson", number=number + 1, step=0)
            assert refused["reason"]["code"] == "no_lesson"
            await made.teacher.does("set_lesson_step", step=None)
            refused = await student.ask("report_lesson", number=number, step=6)
            assert refused["reason"] == {"code": "no_step", "values": {"n": 5}}
            for type in ("set_lesson_step", "show_lesson_answers"):
                assert (await made.teacher.ask(type, step=5))["reason"]["code"] == "no_step"
            await made.teacher.does("close_lesson")
            assert (await made.teacher.ask("set_lesson_step", step=0))["reason"]["code"] == "no_lesson"
            refused = await student.ask("report_lesson", number=number, step=0)
            assert refused["reason"]["code"] == "no_lesson"

    run(work())


def test_a_class_is_brought_to_one_step_where_who_comes_late_begins(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            ahead, behind = await made.join(), await made.join()
            number = await opened(made.teacher, ahead, behind)
            await ahead.does("report_lesson", number=number, step=4)
            await behind.does("report_lesson", number=number, step=1)
            await made.teacher.does("set_lesson_step", step=3, brings=True)
            for each in (ahead, behind):
                await each.until(lambda each=each: (each.me["lesson"] or {}).get("step") == 3)
            await behind.does("report_lesson", number=number, step=2)
            await made.teacher.does("set_lesson_step", step=3, brings=True)
            await behind.until(lambda: behind.state["lesson"]["brought"] == 2)
            await behind.until(lambda: behind.me["lesson"]["step"] == 3)
            late = await made.join()
            assert (late.state["lesson"]["start"], late.state["lesson"]["until"]) == (3, 3)
            await made.teacher.does("set_lesson_step", step=1)
            await late.until(lambda: late.state["lesson"]["start"] == 1)
            await made.teacher.does("set_lesson_step", step=4)
            await late.does("report_lesson", number=number, step=5)

    run(work())


def test_answers_are_counted_without_names_and_shown_when_the_teacher_does(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            pages = [await made.join(name) for name in ("Ada", "Ben", "Cid")]
            looker = await made.come("spectator")
            number = await opened(made.teacher, *pages)
            for each, answer in zip(pages, (1, 0, 1), strict=True):
                await each.does("report_lesson", number=number, step=2, answer=answer)
            await pages[0].does("report_lesson", number=number, step=2, answer=1, outcome=0.25, right=0)
            await pages[0].does("report_lesson", number=number, step=2, done=True)
            await pages[1].does("report_lesson", number=number, step=2, answer=1)  # the first one counts
            wanted = {
                "step": 2,
                "n_answers": 3,
                "answers": [[0, 1], [1, 2]],
                "n_seen": 1,
                "outcome": 0.25,
                "right": 0,
            }
            steps = await made.teacher.until(
                lambda: [
                    each for each in made.teacher.told["lesson_answers"]["steps"] if each["right"] is not None
                ]
            )
            assert steps == [wanted]
            assert pages[1].state["lesson"]["shown"] is None
            await made.teacher.does("show_lesson_answers", step=2)
            await made.teacher.does("show_on_projector", what="lesson")
            for each in (*pages, looker):
                await each.until(lambda each=each: (each.state["lesson"] or {}).get("shown") == wanted)
            await looker.until(lambda: looker.state["on_projector"] == "lesson")
            await made.teacher.does("show_lesson_answers", step=None)
            await looker.until(lambda: looker.state["lesson"]["shown"] is None)

    run(work())


@pytest.mark.parametrize(("step", "still"), [(3, False), (1, False), (2, True), (None, True)])
def test_what_was_answered_in_a_step_is_shown_until_the_class_goes_to_another(
    live: Live, step: int | None, still: bool
) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student = await made.join("Ada")
            number = await opened(made.teacher, student)
            await student.does("report_lesson", number=number, step=2, answer=1)
            await made.teacher.does("show_lesson_answers", step=2)
            await student.until(lambda: student.state["lesson"]["shown"])
            await made.teacher.does("set_lesson_step", step=step, brings=True)
            await student.until(lambda: student.state["lesson"]["until"] == step)
            assert (student.state["lesson"]["shown"] is not None) == still

    run(work())


def test_a_page_that_is_loaded_anew_is_told_how_far_its_student_has_come(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student = await made.join()
            number = await opened(made.teacher, student)
            await student.does("report_lesson", number=number, step=0, done=True, answer=2)
            await student.does("report_lesson", number=number, step=1, hints=1)
            known = {key: student.welcome[key] for key in ("school_class", "token")}
            again = await made.open("come_back", **known)
            assert again.me["lesson"] == {
                "number": number,
                "step": 1,
                "done": [0],
                "answers": [{"step": 0, "answer": 2, "outcome": None, "right": None}],
            }
            await again.does("report_lesson", number=number, step=1)
            await made.teacher.until(lambda: place_of(made.teacher, again.me["name"]))
            hints = place_of(made.teacher, again.me["name"])["hints"]
            assert hints == 1, "its page does not know of it any more"
            await opened(made.teacher, again)
            await again.until(lambda: again.me["lesson"] is None)

    run(work())


def test_a_lesson_ends_that_everybody_follows_one_network(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student = await made.join()
            await made.teacher.does("present", room="some", watch="where")
            await student.told_of("presenter")
            await opened(made.teacher, student)
            assert student.state["presenter"] is None

    run(work())


async def dataset(room: Client, name: str) -> None:
    await room.settled(lambda: room.state["experiment"]["dataset"] == name)


def test_rooms_open_what_a_lesson_sets_up_whatever_the_pace_has_closed(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student = await made.join()
            room = await made.room(student)
            await made.teacher.does("set_pace", fields=[])
            await student.told_of("pace")
            await opened(made.teacher, student, set_ups=[XOR])
            assert (await room.ask("open_link", link=OTHER))["reason"]["code"] == "class_pace"
            assert (await room.ask("open_link", link=XOR))["type"] == "done"
            await dataset(room, "xor")
            refused = await room.ask("change", changes={"hidden": [5]})
            assert refused["reason"]["code"] == "class_pace", "what a student does stays under the pace"
            late = await made.join()
            other = await made.room(late)
            assert (await other.ask("open_link", link=XOR))["type"] == "done"
            await made.teacher.does("close_lesson")
            await student.until(lambda: student.state["lesson"] is None)
            assert (await room.ask("open_link", link=OTHER))["reason"]["code"] == "class_pace"
            assert (await other.ask("change", changes={"hidden": [5]}))["reason"]["code"] == "class_pace"

    run(work())


@pytest.mark.parametrize(
    "fields",
    [
        {"lesson": "../secret"},
        {"lesson": "03-xor\n"},
        {"lesson": "00-" + "a" * 60},
        {"n_steps": 0},
        {"n_steps": 101},
        {"until": -1},
        {"set_ups": ["dataset=xor"] * 101},
        {"set_ups": ["x" * 501]},
    ],
)
def test_what_is_no_lesson_or_too_much_of_one_is_refused(live: Live, fields: dict[str, Any]) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            answer = await made.teacher.ask("open_lesson", **{**LESSON, **fields})
            assert answer["code"] == "bad_message"
            assert (await made.teacher.ask("close_lesson"))["type"] == "done"
            assert made.teacher.state["lesson"] is None

    run(work())


def test_a_lesson_goes_on_after_the_server_has_been_away(tmp_path: Path) -> None:
    async def before(live: Live) -> tuple[Page, Page]:
        async with lesson(live) as made:
            student = await made.join("Ada")
            number = await opened(made.teacher, student, until=2, set_ups=[XOR])
            await made.teacher.does("set_pace", fields=[])
            await student.does("report_lesson", number=number, step=1, done=True, hints=1, answer=3)
            await student.does("report_lesson", number=number, step=2, answer=1.5, outcome=0.5)
            await made.teacher.does("show_lesson_answers", step=2)
            for each in (student, made.teacher):
                await each.until(lambda each=each: each.state["lesson"]["shown"])
            await made.teacher.until(lambda: len(made.teacher.told["lesson_answers"]["steps"]) == 2)
            return made.teacher, student

    async def after(live: Live, teacher: Page, student: Page) -> None:
        known = [{key: each.welcome[key] for key in ("school_class", "token")} for each in (teacher, student)]
        async with lesson(live) as made:
            back, pupil = [await made.open("come_back", **each) for each in known]
            assert back.state["lesson"] == teacher.state["lesson"]
            answers = await back.until(lambda: back.told.get("lesson_answers"))
            assert answers == teacher.told["lesson_answers"]
            assert pupil.me["lesson"] == student.me["lesson"]
            room = await made.room(pupil)
            assert (await room.ask("open_link", link=XOR))["type"] == "done"

    pages: list[Page] = []
    with serving(data=str(tmp_path)) as live:

        async def first() -> None:
            pages.extend(await before(live))

        run(first())
    with serving(data=str(tmp_path)) as live:
        run(after(live, *pages))


def test_for_how_long_somebody_is_in_a_step_is_told_in_tens_of_seconds() -> None:
    now = 100.0
    led = ClassLesson(lambda: now)
    led.open(Opened(number=1, lesson="03-xor", n_steps=5))
    led.report("ada", Told(1, 0, StepTaken()))
    now = 137.0
    place = led.place_of("ada")
    assert place is not None
    assert place.seconds == 30
    led.report("ada", Told(1, 0, StepTaken(hints=1)))
    facts = led.facts()
    led.report("ada", Told(1, 1, StepTaken()))
    place = led.place_of("ada")
    assert place is not None
    assert place.seconds == 0
    now = 5.0  # another clock
    led.restore(facts)
    place = led.place_of("ada")
    assert place is not None
    assert (place.step, place.hints, place.seconds) == (0, 1, 30)
