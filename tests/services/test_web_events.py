"""Server-sent events in whatever pieces they come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidstudio.services.web.events import LONGEST_LINE, Event, events


def read(body: bytes, cuts: list[int]) -> list[Event]:
    places = sorted({0, len(body), *(cut % (len(body) + 1) for cut in cuts)})
    return list(events(body[start:end] for start, end in zip(places, places[1:], strict=False)))  # noqa: RUF007 - one may be alone


WRITTEN = (
    ": hello\n\nevent: output\nid: 1\ndata: Grüße 🐋\n\ndata:two\ndata:  lines\n\n"
    "event: none\n\n:\n\ndata\n\nretry: 3\ndata: last\n"
)
EXPECTED = [
    Event("output", "Grüße 🐋"),
    Event("message", "two\n lines"),
    Event("message", ""),
    Event("message", "last"),
]


@given(
    newline=st.sampled_from(["\n", "\r\n", "\r"]), mark=st.booleans(), cuts=st.lists(st.integers(0, 500), max_size=40)
)
def test_pieces_ends_of_lines_and_torn_letters_do_not_matter(newline: str, mark: bool, cuts: list[int]) -> None:
    body = ("\ufeff" * mark + WRITTEN.replace("\n", newline)).encode()
    assert read(body, cuts) == EXPECTED
    assert read(body, list(range(len(body)))) == EXPECTED


def test_a_line_that_breaks_off_is_no_event() -> None:
    assert read(b"data: whole\n\ndata: hal", []) == [Event("message", "whole")]


def test_what_is_no_stream_has_no_events() -> None:
    assert read(b"<html>\n<p>Sign in: here</p>\n</html>\n", []) == []


def test_bytes_that_are_no_text_do_not_break_it() -> None:
    assert read(b"data: \xff\xfe\n\n", []) == [Event("message", "\ufffd\ufffd")]


def test_a_line_without_end_is_given_up() -> None:
    with pytest.raises(ValueError, match="without end"):
        list(events(b"x" * (LONGEST_LINE // 4) for _ in range(8)))
