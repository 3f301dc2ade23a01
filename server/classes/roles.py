"""Who may ask a class for what: one table, checked for every message."""

from collections.abc import Mapping

from server.classes.messages import ClassRole

ALL: frozenset[ClassRole] = frozenset({"teacher", "co_teacher", "student", "spectator"})
LEADING: frozenset[ClassRole] = frozenset({"teacher", "co_teacher"})
TEACHER: frozenset[ClassRole] = frozenset({"teacher"})
STUDENT: frozenset[ClassRole] = frozenset({"student"})

MAY: Mapping[str, frozenset[ClassRole]] = {
    "begin_class": ALL,  # which are refused after the first message whoever sends them
    "join": ALL,
    "come_back": ALL,
    "set_rules": LEADING,
    "let_in": LEADING,
    "rename": LEADING,
    "remove": LEADING,
    "rotate_links": TEACHER,
    "end_class": TEACHER,
    "present": LEADING,
    "show_on_projector": LEADING,
    "hand_out": LEADING,
    "pause_all": LEADING,
    "resume_all": LEADING,
    "set_pace": LEADING,
    "set_timer": LEADING,
    "send_note": LEADING,
    "ask": LEADING,
    "close_question": LEADING,
    "take_question_away": LEADING,
    "collect": LEADING,
    "drop_item": LEADING,
    "order_items": LEADING,
    "show_items": LEADING,
    "begin_challenge": LEADING,
    "end_challenge": LEADING,
    "open_lesson": LEADING,
    "set_lesson_step": LEADING,
    "show_lesson_answers": LEADING,
    "close_lesson": LEADING,
    "begin_trial": LEADING,
    "end_trial": LEADING,
    "set_name": STUDENT,
    "set_done": STUDENT,
    "follow": STUDENT,
    "take_offer": STUDENT,
    "give_answer": STUDENT,
    "report_lesson": STUDENT,
    "show_page": ALL,
}
"""The roles that may send a message, by its type."""

KEEP: frozenset[ClassRole] = TEACHER
"""The roles that may keep the class on the server, which is asked for over HTTP."""
