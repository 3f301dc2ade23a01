"""Whose a request is stands at its beginning."""

import pytest

from server.front.request_line import RequestLine


@pytest.mark.parametrize(
    ("begun", "child"),
    [
        (b"GET /p2/socket HTTP/1.1\r\n", 2),
        (b"POST /p12/rooms/x/points HTTP/1.1\r\n", 12),
        (b"GET /p1/ HTTP/1.1\r\n", 1),
        (b"GET /p3?x HTTP/1.1\r\n", 3),
        (b"GET / HTTP/1.1\r\n", 0),
        (b"GET /socket HTTP/1.1\r\n", 0),
        (b"GET /p HTTP/1.1\r\n", 0),
        (b"GET /p2", 0),
        (b"GET /s/p2/ HTTP/1.1\r\n", 0),
        (b"GET /p123/ HTTP/1.1\r\n", 0),
        (b"GET /page/p1/ HTTP/1.1\r\n", 0),
        (b"GET /nn/p2/socket HTTP/1.1\r\n", 2),
        (b"GET /other/p2/socket HTTP/1.1\r\n", 0),
        (b"\x16\x03\x01\x02\x00", 0),
        (b"", 0),
    ],
)
def test_the_child_is_the_one_whose_name_is_first_in_the_path(begun: bytes, child: int) -> None:
    assert RequestLine("/nn").child(begun) == child


@pytest.mark.parametrize(
    ("begun", "path"),
    [
        (b"GET /socket?new HTTP/1.1\r\n", b"/socket"),
        (b"GET /readyz HTTP/1.1\r\n", b"/readyz"),
        (b"GET /nn/class HTTP/1.1\r\n", b"/class"),
        (b"GET /static/x.js HTTP/1.1\r\n", b""),
        (b"GET /sock", b""),
    ],
)
def test_what_is_asked_for_is_known_as_far_as_it_is_short(begun: bytes, path: bytes) -> None:
    assert RequestLine("/nn").path(begun) == path
