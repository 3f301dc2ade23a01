"""A class against a real server: joining, roles, what is told to whom, and what students' rooms do for it."""

import base64
import json
from functools import partial

import pytest

from server.classes.roles import MAY
from server.messages import CloseCode
from server.requests.reading import read_as
from server.web.sockets.class_socket import CLASS_REQUESTS
from tests.paths import GOLDEN
from tests.server.people.in_class import page, short_lesson
from tests.server.servers.live import Client, Live, run


def test_a_student_joins_by_the_code_in_any_writing_and_gets_a_made_up_name(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            code = made.code
            typed = f" {code[:3].lower()}-{code[3:].lower()} "
            async with page(live, "join", code=typed, language="de") as student:
                assert student.welcome["role"] == "student"
                assert student.welcome["links"] is None
                assert len(student.me["name"].split()) == 2
                await made.teacher.until(lambda: made.teacher.people())
                [person] = made.teacher.people()
                assert (person["name"], person["here"]) == (student.me["name"], True)

    run(work())


def test_who_comes_back_with_their_token_is_the_same_person(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            async with page(live, "join", code=made.code, name="Ada") as student:
                welcome, me = student.welcome, student.me
            await made.teacher.until(lambda: made.teacher.people() and not made.teacher.people()[0]["here"])
            again = await made.open("come_back", school_class=welcome["school_class"], token=welcome["token"])
            assert again.me == me
            await made.teacher.until(lambda: made.teacher.person("Ada")["here"])
            assert len(made.teacher.people()) == 1

    run(work())


def test_a_locked_class_answers_as_one_that_is_not_there(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            await made.teacher.does("set_rules", locked=True)
            goodbyes = []
            for code in (made.code, "ZZZZZZ", "?" * 32, ""):
                async with page(live, "join", code=code) as stranger:
                    goodbyes.append(stranger.told["goodbye"])
            assert goodbyes == goodbyes[:1] * 4
            assert goodbyes[0]["code"] == CloseCode.NO_SUCH_CLASS

    run(work())


def test_who_comes_into_a_lobby_knows_nothing_until_the_teacher_lets_them_in(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            await made.teacher.does("set_rules", lobby=True)
            student = await made.join("Ada")
            assert student.me["waiting"]
            assert "class" not in student.told
            assert (await student.ask("set_done", done=True))["code"] == "forbidden"
            room = await made.room(student)
            await room.ask("play")
            await made.teacher.until(lambda: made.teacher.people())
            await made.teacher.does("let_in", person=made.teacher.person("Ada")["person"])
            await student.until(lambda: "class" in student.told)
            assert not student.me["waiting"]
            assert made.teacher.cells == {}

    run(work())


def test_every_request_of_a_page_has_an_example_that_is_read() -> None:
    examples = json.loads((GOLDEN / "class_messages.json").read_text(encoding="utf-8"))
    assert set(examples) == set(CLASS_REQUESTS)
    for type, example in examples.items():
        assert read_as(json.dumps(example), CLASS_REQUESTS).type == type


@pytest.mark.parametrize("role", ["teacher", "co_teacher", "student", "spectator"])
def test_a_role_may_send_what_the_table_says_and_nothing_else(live: Live, role: str) -> None:
    async def work() -> None:
        assert set(MAY) == set(CLASS_REQUESTS)
        async with short_lesson(live) as made:
            asking = await (made.join() if role == "student" else made.come(role))
            for type in MAY:
                answer = await asking.ask(type) if type not in ("end_class", "rotate_links") else None
                if answer is None:
                    if role not in MAY[type]:
                        assert (await asking.ask(type))["code"] == "forbidden"
                elif role in MAY[type]:
                    assert answer.get("code") != "forbidden", answer
                else:
                    assert answer["code"] in ("forbidden", "bad_message"), answer
            assert made.teacher.welcome["role"] == "teacher"

    run(work())


def test_a_students_room_shows_itself_on_the_wall(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student, looker = await made.join("Ada"), await made.come("spectator")
            room = await made.room(student, link="dataset=circle&networkShape=3&seed=0.5")
            person = student.me["person"]
            first = await made.teacher.until(lambda: made.teacher.cells.get(person))
            assert first["epoch"] == 0
            assert len(base64.b64decode(first["picture"])) == 32 * 32
            assert (first["parameters"], first["n_neurons"]) == (13, 3)
            assert first["room"] == room.welcome["room"]
            await room.ask("play")
            await made.teacher.until(lambda: made.teacher.cells[person]["epoch"] > 20)
            later = made.teacher.cells[person]
            assert later["playing"]
            assert later["picture"] != first["picture"]
            assert later["curve"][0] != later["curve"][-1]
            seen = await looker.until(lambda: looker.cells.get(person))
            assert seen["room"] is seen["watch"] is seen["link"] is None

    run(work())


def test_of_two_rooms_that_a_student_opens_the_newer_is_that_of_the_class(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student = await made.join("Ada")
            person = student.me["person"]
            first = await made.room(student)
            await made.teacher.until(lambda: person in made.teacher.cells)
            second = await made.room(student, link="networkShape=7&seed=0.5")
            await made.teacher.until(lambda: made.teacher.cells[person]["room"] == second.welcome["room"])
            await made.teacher.does("pause_all", sentence="Wait")
            assert (await second.ask("play"))["reason"]["code"] == "class_paused"
            assert (await first.ask("play"))["type"] == "done"
            await made.teacher.does("set_timer", seconds=60)
            assert made.teacher.cells[person]["n_neurons"] == 7

    run(work())


def test_the_teacher_pauses_all_rooms_and_those_that_trained_go_on(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            trains, rests = await made.join("Ada"), await made.join("Alan")
            room, other = await made.room(trains), await made.room(rests)
            await room.ask("play")
            await room.settled(lambda: room.state["playing"])
            await made.teacher.does("pause_all", sentence="Eyes to the front")
            await room.settled(lambda: not room.state["playing"])
            await trains.until(lambda: trains.state["paused"] == "Eyes to the front")
            refused = await other.ask("play")
            assert refused["reason"]["code"] == "class_paused"
            assert "Eyes to the front" in refused["message"]
            await made.teacher.does("pause_all")
            await trains.until(lambda: trains.state["paused"] == "")
            assert (await other.ask("play"))["reason"]["code"] == "class_held"
            await made.teacher.does("resume_all")
            await room.settled(lambda: room.state["playing"])
            assert (await other.ask("play"))["type"] == "done"

    run(work())


def test_what_is_handed_out_at_once_is_opened_in_every_room_also_of_who_comes_later(live: Live) -> None:
    async def work() -> None:
        link = "dataset=spiral&networkShape=8,8&seed=0.25"
        async with short_lesson(live) as made:
            early, late = await made.join(), await made.join()
            room = await made.room(early, link="dataset=gauss")
            await made.teacher.does("hand_out", link=link, title="The spiral", at_once=True)
            await room.settled(lambda: room.state["experiment"]["dataset"] == "spiral")
            other = await made.room(late)
            await other.settled(lambda: other.state["experiment"]["hidden"] == [8, 8])
            offer = early.state["offer"] or await early.until(lambda: early.state["offer"])
            assert (offer["title"], offer["at_once"]) == ("The spiral", True)
            await room.ask("change", changes={"noise": 10})
            await made.teacher.does("set_timer", seconds=60)
            assert room.state["experiment"]["noise"] == 10
            bad = await made.teacher.ask("hand_out", link="networkShape=999999")
            assert bad["type"] == "error"

    run(work())


def test_an_offer_is_opened_by_who_takes_it_whatever_the_pace_has_open(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            one, other = await made.join(), await made.join()
            rooms = [
                await made.room(one, link="dataset=circle"),
                await made.room(other, link="dataset=circle"),
            ]
            assert (await one.ask("take_offer"))["reason"]["code"] == "no_offer"
            await made.teacher.does("set_pace", fields=["learning_rate"])
            await made.teacher.does("hand_out", link="dataset=xor", title="Four corners")
            assert (await one.told_of("offer"))["title"] == "Four corners"
            await one.does("take_offer")
            await rooms[0].settled(lambda: rooms[0].state["experiment"]["dataset"] == "xor")
            assert (await rooms[1].ask("pause"))["type"] == "done"
            assert rooms[1].state["experiment"]["dataset"] == "circle"

    run(work())


def test_students_change_only_what_the_teacher_has_opened(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student = await made.join()
            room = await made.room(student)
            await made.teacher.does("set_pace", fields=["learning_rate"])
            await student.until(lambda: student.state["pace"])
            refused = await room.ask("change", changes={"hidden": [5]})
            assert refused["reason"] == {"code": "class_pace", "values": {"field": "hidden"}}
            refused = await room.ask("open_link", link="dataset=spiral")
            assert refused["reason"]["code"] == "class_pace"
            assert (await room.ask("change", changes={"learning_rate": 0.3}))["type"] == "done"
            assert (await room.ask("regenerate"))["type"] == "done"
            await made.teacher.does("set_pace", fields=None)
            await student.until(lambda: student.state["pace"] is None)
            assert (await room.ask("change", changes={"hidden": [5]}))["type"] == "done"

    run(work())


def test_everybody_follows_the_teacher_or_a_student_whose_name_is_hidden(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student, other = await made.join("Ada"), await made.join("Alan")
            await made.teacher.does("present", room="some", watch="where")
            await other.until(lambda: other.state["presenter"])
            assert other.state["presenter"] == {
                "person": None,
                "name": None,
                "room": "some",
                "watch": "where",
            }
            person = student.me["person"]
            early = await made.teacher.ask("present", person=person)
            assert early["reason"]["code"] == "no_network"
            room = await made.room(student)
            await made.teacher.until(lambda: person in made.teacher.cells)
            await made.teacher.does("present", person=person)
            await other.until(lambda: other.state["presenter"]["room"] == room.welcome["room"])
            assert other.state["presenter"]["name"] is None
            await made.teacher.does("present", person=person, show_name=True)
            await other.until(lambda: other.state["presenter"]["name"] == "Ada")
            await made.teacher.does("set_rules", anonymous=True)
            await other.until(lambda: other.state["presenter"]["name"] not in ("Ada", None))
            await made.teacher.does("remove", person=person)
            await other.until(lambda: other.state["presenter"] is None)

    run(work())


def test_who_is_removed_is_out_and_their_room_is_their_own(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student = await made.join("Ada")
            room = await made.room(student)
            person = student.me["person"]
            await made.teacher.until(lambda: person in made.teacher.cells)
            await made.teacher.does("remove", person=person)
            assert await student.closed() == CloseCode.REMOVED
            await made.teacher.until(lambda: person not in made.teacher.cells)
            await made.teacher.does("pause_all", sentence="")
            assert (await room.ask("play"))["type"] == "done"
            async with page(
                live,
                "come_back",
                school_class=student.welcome["school_class"],
                token=student.welcome["token"],
            ) as gone:
                assert gone.told["goodbye"]["code"] == CloseCode.REMOVED

    run(work())


def test_the_links_of_before_are_worth_nothing_after_a_change_of_all_links(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student, co_teacher = await made.join("Ada"), await made.come("co_teacher")
            before, code = made.teacher.welcome["links"], made.code
            await made.teacher.does("rotate_links")
            assert await co_teacher.closed() == CloseCode.REMOVED
            await made.teacher.until(lambda: made.teacher.welcome["links"] != before)
            await made.teacher.until(lambda: made.code != code)
            for token in before.values():
                school_class = made.teacher.welcome["school_class"]
                async with page(live, "come_back", school_class=school_class, token=token) as old:
                    assert old.told["goodbye"]["code"] == CloseCode.REMOVED
            async with page(live, "join", code=code) as late:
                assert late.told["goodbye"]["code"] == CloseCode.NO_SUCH_CLASS
            assert (await made.come("co_teacher")).welcome["role"] == "co_teacher"
            await student.does("set_done", done=True)

    run(work())


def test_questions_are_answered_and_shown_without_names_when_they_are_closed(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            ada, alan = await made.join("Ada"), await made.join("Alan")
            await made.teacher.does("ask", text="Will it learn the spiral?", choices=["Yes", "No"])
            await ada.until(lambda: ada.state["question"])
            await ada.does("give_answer", answer=1.0)
            await alan.does("give_answer", answer=0.0)
            await alan.does("give_answer", answer=1.0)
            wrong = await ada.ask("give_answer", answer=2.0)
            assert wrong["reason"]["code"] == "no_such_answer"
            assert (await ada.ask("give_answer", answer="Yes"))["reason"]["code"] == "not_an_answer"
            await made.teacher.told_of("question")
            await made.teacher.until(lambda: made.teacher.state["question"]["counts"] == [0, 2])
            await made.teacher.until(lambda: made.teacher.person("Ada")["answer"] == 1)
            assert ada.state["question"]["counts"] is None
            await made.teacher.does("close_question")
            await ada.until(lambda: ada.state["question"]["counts"] == [0, 2])
            assert (await ada.ask("give_answer", answer=0.0))["reason"]["code"] == "no_question"
            await made.teacher.does("ask", text="Why?", kind="text")
            await ada.until(lambda: ada.state["question"]["kind"] == "text")
            assert ada.me["answer"] is None
            await ada.does("give_answer", answer="Two layers <b>bend</b> more")
            await made.teacher.until(lambda: made.teacher.state["question"]["answers"])
            assert made.teacher.state["question"]["answers"] == ["Two layers <b>bend</b> more"]

    run(work())


def test_answers_are_on_the_projector_before_the_end_only_if_the_teacher_has_it_show_them(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            ada, projector = await made.join("Ada"), await made.come("spectator")
            assert projector.state["on_projector"] == "wall"
            await made.teacher.does("ask", text="Will it learn?", choices=["Yes", "No"])
            await ada.told_of("question")
            await ada.does("give_answer", answer=1.0)
            await projector.until(lambda: (projector.state["question"] or {}).get("n_answers"))
            assert projector.state["question"]["counts"] is None
            await made.teacher.does("show_on_projector", what="question")
            await projector.until(lambda: projector.state["question"]["counts"] == [0, 1])
            await ada.until(lambda: ada.state["on_projector"] == "question")
            assert ada.state["question"]["counts"] is None
            assert (await made.teacher.ask("show_on_projector", what="names"))["type"] == "error"

    run(work())


def test_nobody_but_the_teacher_sees_who_is_stuck(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student, looker = await made.join("Ada"), await made.come("spectator")
            person = student.me["person"]
            room = await made.room(student, link="learningRate=0&seed=0.5")
            await room.ask("play")
            marked = await made.teacher.until(lambda: (made.teacher.cells.get(person) or {}).get("stuck"))
            assert marked["code"]
            epoch = made.teacher.cells[person]["epoch"]
            await looker.until(lambda: looker.cells.get(person, {}).get("epoch", -1) >= epoch)
            assert looker.cells[person]["stuck"] is None
            assert looker.cells[person]["stuck_seconds"] == 0

    run(work())


def has_width(room: Client, width: int) -> bool:
    hidden: list[int] = room.state["experiment"]["hidden"]
    return hidden == [width]


def test_in_an_experiment_of_the_class_everybody_trains_with_another_value(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            students = [await made.join() for _ in range(3)]
            rooms = [await made.room(each) for each in students]
            await made.teacher.does(
                "begin_trial", link="dataset=circle&seed=0.5", field="width", values=[1.0, 4.0]
            )
            for student, room, width in zip(students, rooms, (1, 4, 1), strict=True):
                await room.settled(partial(has_width, room, width))
                assert (await student.told_of("trial"))["values"] is None
                assert student.me["value"] == width
            trial = await made.teacher.told_of("trial")
            assert sorted(trial["values"].values()) == [1, 1, 4]
            refused = await made.teacher.ask("begin_trial", link="", field="learning_rate", values=[0.1, 1e9])
            assert refused["reason"]["code"] == "out_of_range"
            assert (await made.teacher.ask("begin_trial", link="", field="dataset", values=[1.0, 2.0]))[
                "reason"
            ]["code"] == "trial_field"

    run(work())


def test_when_a_class_ends_nothing_of_it_is_left(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student = await made.join("Ada")
            room = await made.room(student)
            await made.teacher.until(lambda: made.teacher.cells)
            await made.teacher.send("end_class")
            assert await student.closed() == CloseCode.CLASS_OVER
            assert await made.teacher.closed() == CloseCode.CLASS_OVER
            assert (await room.ask("play"))["type"] == "done"
            async with page(live, "join", code=made.code) as late:
                assert late.told["goodbye"]["code"] == CloseCode.NO_SUCH_CLASS

    run(work())


def test_a_challenge_is_scored_by_the_server_and_ranked_best_first(live: Live) -> None:
    async def work() -> None:
        link = "dataset=circle&networkShape=4&seed=0.5&noise=0"
        async with short_lesson(live) as made:
            good, small, cheat = await made.join("Ada"), await made.join("Alan"), await made.join("Eve")
            looker = await made.come("spectator")
            rooms = [await made.room(each) for each in (good, small, cheat)]
            await made.teacher.does("begin_challenge", link=link, title="The circle", neurons=4)
            for room in rooms:
                await room.settled(partial(has_width, room, 4))
            challenge = await good.told_of("challenge")
            assert (challenge["title"], challenge["neurons"], challenge["is_open"]) == ("The circle", 4, True)
            await rooms[1].ask("change", changes={"hidden": [1]})
            await rooms[2].ask("change", changes={"hidden": [8]})
            for room in rooms:
                await room.ask("play")
            await good.until(lambda: good.me["place"] and good.me["place"]["score"] < 0.05)
            await small.until(lambda: small.me["place"] and small.me["place"]["place"] == 2)
            assert (good.me["place"]["place"], good.me["place"]["to_next"]) == (1, None)
            assert small.me["place"]["to_next"] > 0
            assert cheat.me["place"] is None
            await made.teacher.until(lambda: made.teacher.told.get("board", {}).get("n_scored") == 2)
            board = made.teacher.told["board"]
            assert [row["name"] for row in board["rows"]] == ["Ada", "Alan"]
            assert board["rows"][0]["neurons"] == 4
            await looker.until(lambda: looker.told.get("board", {}).get("n_scored") == 2)
            assert "Ada" not in json.dumps(looker.told["board"])
            await made.teacher.does("end_challenge")
            await good.until(lambda: not good.state["challenge"]["is_open"])
            await made.teacher.does("remove", person=good.me["person"])
            await made.teacher.until(lambda: made.teacher.told["board"]["n_scored"] == 1)

    run(work())


def test_of_a_table_there_is_no_challenge(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            refused = await made.teacher.ask("begin_challenge", link="dataset=iris")
            assert refused["reason"]["code"] == "challenge_table"

    run(work())


def test_networks_are_put_aside_ordered_and_shown(live: Live) -> None:
    async def work() -> None:
        async with short_lesson(live) as made:
            student, looker = await made.join("Ada"), await made.come("spectator")
            person = student.me["person"]
            early = await made.teacher.ask("collect", person=person)
            assert early["reason"]["code"] == "no_network"
            room = await made.room(student, link="networkShape=3&seed=0.5")
            await made.teacher.until(lambda: person in made.teacher.cells)
            await made.teacher.does("collect", person=person, title="Before")
            await room.ask("step")
            await made.teacher.until(lambda: made.teacher.cells[person]["epoch"] == 1)
            await made.teacher.does("collect", person=person, title="After", saved="aB3_-xYzaB3")
            await made.teacher.until(lambda: len(made.teacher.told["collection"]["items"]) == 2)
            first, second = made.teacher.told["collection"]["items"]
            assert (first["epoch"], second["epoch"], second["name"]) == (0, 1, "Ada")
            await made.teacher.does("order_items", numbers=[second["number"], first["number"]])
            await made.teacher.does("show_items", numbers=[second["number"]])
            await looker.until(lambda: looker.told.get("collection", {}).get("items"))
            [shown] = looker.told["collection"]["items"]
            assert (shown["title"], shown["saved"], shown["link"]) == ("After", None, None)
            assert shown["name"] != "Ada"
            assert (await made.teacher.ask("order_items", numbers=[1]))["reason"]["code"] == "no_item"
            assert (await made.teacher.ask("show_items", numbers=[99]))["reason"]["code"] == "no_item"
            await made.teacher.does("drop_item", number=second["number"])
            await looker.until(lambda: not looker.told["collection"]["items"])

    run(work())
