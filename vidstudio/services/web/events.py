"""Server-sent events: from bytes in pieces of any size to events."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST_LINE = 8 * 1024 * 1024
"""Bytes: a whole answer may come in one event, but no service sends a line of that size."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event; ``name`` is ``message`` where the service gave none."""

    name: str
    data: str


def events(chunks: Iterable[bytes]) -> Iterator[Event]:
    """The events in a body as they become whole; comments, which keep a line awake, are none.

    Lines may end in LF, CRLF or CR. What a broken line leaves unfinished is dropped, but an event whose lines are all
    there counts even if the blank line behind it is missing.

    Raises:
        ValueError: a line without end.
    """
    name = ""
    data: list[str] = []
    for raw in _lines(chunks):
        line = raw.decode("utf-8", "replace")
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            if data:
                yield Event(name or "message", "\n".join(data))
            name, data = "", []
        elif field == "event":
            name = value
        elif field == "data":
            data.append(value)
    if data:
        yield Event(name or "message", "\n".join(data))


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Whole lines. Cut at bytes, so that no letter is torn; a CR at the end of a piece may be half of a CRLF."""
    rest, first = bytearray(), True
    for chunk in chunks:
        rest += chunk
        if first and len(rest) >= 3:
            first = False
            if rest.startswith(b"\xef\xbb\xbf"):
                del rest[:3]
        held = rest.endswith(b"\r")
        body = bytes(rest[:-1] if held else rest)
        *whole, left = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        rest = bytearray(left + (b"\r" if held else b""))
        if len(rest) > LONGEST_LINE:
            raise ValueError("a line without end")
        yield from whole
    if rest.endswith(b"\r"):
        yield bytes(rest[:-1])
