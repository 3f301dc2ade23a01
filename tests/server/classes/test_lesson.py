"""A whole lesson of thirty scripted students against a real server, from the first code to the last word."""

import asyncio
from collections.abc import Sequence
from functools import partial

from server.messages import CloseCode
from tests.server.people.in_class import Lesson, Page, page, short_lesson
from tests.server.people.lean import Lean, come, leave, watch
from tests.server.servers.live import Live, run, serving

N_STUDENTS = 30
SPIRAL = "dataset=spiral&networkShape=8,8&seed=0.5&noise=0&learningRate=0.1"


async def all_of(pages: Sequence[Page], holds: str) -> None:
    """Waits until the class has something for every page."""
    for each in pages:
        await each.told_of(holds)


async def reached(room: Lean, epoch: int) -> None:
    """Waits until a room has shown this epoch or a later one."""
    while room.epoch < epoch:
        room.has_picture.clear()
        await room.has_picture.wait()


def test_a_lesson_of_thirty() -> None:
    far = 600  # seconds: a page that the test does not read for a while answers no pings
    with serving(connects_per_second=1000, messages_per_second=1000, ping_seconds=far) as live:
        run(whole_lesson(live), seconds=120)


async def whole_lesson(live: Live) -> None:
    async with short_lesson(live) as made:
        teacher = made.teacher
        projector = await made.come("spectator")
        own = await come(live.port, {"link": SPIRAL})
        students = [await made.join() for _ in range(N_STUDENTS)]
        assert len({each.me["name"] for each in students}) == N_STUDENTS

        # All follow the teacher's network.
        await teacher.does("present", room=own.welcome["room"], watch=own.welcome["watch"])
        await all_of(students, "presenter")
        followers = [await come(live.port, watch(own)) for _ in students]
        own.send({"type": "play"})
        await asyncio.gather(*(reached(each, 3) for each in followers))
        await leave(followers)

        # Each goes on with a network of their own.
        rooms = [await come(live.port, {"seat": each.me["seat"], "link": SPIRAL}) for each in students]
        for student, room in zip(students, rooms, strict=True):
            await student.does("follow", follows=False)
            room.send({"type": "play"})
        await teacher.until(lambda: len(teacher.cells) == N_STUDENTS)
        await teacher.until(lambda: all(cell["epoch"] > 0 for cell in teacher.cells.values()))
        await projector.until(lambda: len(projector.cells) == N_STUDENTS)
        assert all(cell["watch"] is None for cell in projector.cells.values())

        await questions_and_pause(made, students, rooms)
        await challenge(made, students, rooms)

        # One is taken to the projector, put aside and handed to all.
        first = students[0].me["person"]
        await teacher.does("present", person=first)
        await students[1].until(lambda: students[1].state["presenter"]["person"] == first)
        assert students[1].state["presenter"]["name"] is None
        await teacher.does("collect", person=first, title="The first")
        await teacher.until(lambda: teacher.told.get("collection", {}).get("items"))
        [item] = teacher.told["collection"]["items"]
        await teacher.does("show_items", numbers=[item["number"]])
        await projector.until(lambda: projector.told.get("collection", {}).get("items"))
        await teacher.does("hand_out", link=item["link"], title="The first")
        await students[2].until(lambda: students[2].state["offer"])

        # A lid was closed, and somebody comes back to where they were.
        known = {key: students[3].welcome[key] for key in ("school_class", "token")}
        await students[3].socket.close()
        await teacher.until(lambda: not teacher.people()[3]["here"])
        async with page(live, "come_back", **known) as again:
            assert again.me["name"] == students[3].me["name"]
            room = await come(
                live.port, {"room": rooms[3].welcome["room"], "token": rooms[3].welcome["token"]}
            )
            await leave([room])

        # The end: nothing is left of the class, and the rooms go on.
        await teacher.send("end_class")
        for each in (students[0], students[29], projector):
            assert await each.closed() == CloseCode.CLASS_OVER
        before = rooms[0].epoch
        rooms[0].send({"type": "play"})
        await reached(rooms[0], before + 2)
        await leave([*rooms, own])
    assert len(live.playground.classes) == 0


async def questions_and_pause(made: Lesson, students: list[Page], rooms: list[Lean]) -> None:
    """The class is paused, asked, shown what it thinks, and goes on, under pioneers' names."""
    teacher = made.teacher
    await teacher.does("pause_all", sentence="Eyes to the front")
    await students[0].told_of("paused")
    await teacher.does("ask", text="Will it learn?", choices=["Yes", "No"])
    await all_of([teacher, *students], "question")
    for number, student in enumerate(students):
        await student.does("give_answer", answer=float(number % 3 == 0))
    await teacher.until(lambda: teacher.state["question"]["n_answers"] == N_STUDENTS)
    await teacher.does("close_question")
    await students[7].until(lambda: students[7].state["question"]["counts"])
    assert students[7].state["question"]["counts"] == [20, 10]
    await teacher.until(lambda: not any(cell["playing"] for cell in teacher.cells.values()))
    for student, room in zip(students, rooms, strict=True):
        await reached(room, teacher.cells[student.me["person"]]["epoch"])
    stood = [each.epoch for each in rooms]
    await teacher.does("set_rules", anonymous=True)
    names = {each.me["name"] for each in students}
    await teacher.until(lambda: names.isdisjoint(each["name"] for each in teacher.people()))
    assert max(room.epoch - before for room, before in zip(rooms, stood, strict=True)) == 0
    await teacher.does("set_rules", anonymous=False)
    await teacher.does("resume_all")
    await reached(rooms[0], stood[0] + 2)


async def challenge(made: Lesson, students: list[Page], rooms: list[Lean]) -> None:
    """Who tells the circle best with three neurons?"""
    teacher = made.teacher
    await teacher.does("begin_challenge", link="dataset=circle&networkShape=3&noise=0", neurons=3)
    await all_of([teacher, *students], "challenge")
    number = teacher.state["challenge"]["number"]
    await teacher.until(lambda: all(cell["n_neurons"] == 3 for cell in teacher.cells.values()))
    for room in rooms:
        room.send({"type": "play"})
    await teacher.until(lambda: teacher.told.get("board", {}).get("n_scored") == N_STUDENTS)
    await teacher.does("end_challenge")
    rows = teacher.told["board"]["rows"]
    assert [row["place"] for row in rows] == list(range(1, N_STUDENTS + 1))
    assert [row["score"] for row in rows] == sorted(row["score"] for row in rows)
    await students[0].until(partial(has_board, students[0], number))
    assert len(students[0].told["board"]["rows"]) == 5
    assert students[0].me["place"]["of"] == N_STUDENTS


def has_board(student: Page, number: int) -> bool:
    board = student.told.get("board", {})
    return bool(board) and board["number"] == number and board["n_scored"] == N_STUDENTS
