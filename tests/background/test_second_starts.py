"""The open window hears second starts on its own thread, whoever else may call."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from vidstudio.background import second_starts
from vidstudio.background.second_starts import SecondStarts
from vidstudio.core.second_start import SecondStart
from vidstudio.core.wanted import Wanted
from vidstudio.services.second_start.call import Answer, call_window
from vidstudio.services.second_start.door import Door
from vidstudio.services.second_start.note import read_note


class Heard:
    """What was heard, and what is answered."""

    def __init__(self) -> None:
        self.told: list[SecondStart] = []
        self.threads: set[int] = set()
        self.taken = True

    def take(self, told: SecondStart) -> bool:
        self.told.append(told)
        self.threads.add(threading.get_ident())
        return self.taken


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def note(tmp_path: Path) -> Path:
    return tmp_path / "window.json"


@pytest.fixture
def starts(qtbot: QtBot, note: Path, heard: Heard) -> Iterator[SecondStarts]:
    made = SecondStarts(Door(note), heard.take)
    yield made
    made.close()
    made.close()
    made.deleteLater()


def beside(qtbot: QtBot, do: Callable[[], object]) -> list[object]:
    """What comes of something that another process would do, while the event loop runs."""
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(do()))
    thread.start()
    qtbot.waitUntil(lambda: not thread.is_alive())
    thread.join()
    return found


def call(note: Path, job: int | None = 5) -> Answer:
    return call_window(note, Wanted(job), time.monotonic() + 5)


@pytest.mark.usefixtures("starts")
def test_what_is_wanted_is_taken_over(qtbot: QtBot, note: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":7")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "leave")
    assert beside(qtbot, lambda: [call(note), call(note, None)]) == [[Answer.TAKEN, Answer.TAKEN]]
    screens = (("DISPLAY", ":7"),)
    assert heard.told == [SecondStart(Wanted(job), screens, "leave") for job in (5, None)]
    assert heard.threads == {threading.get_ident()}


@pytest.mark.usefixtures("starts")
def test_a_window_may_decline(qtbot: QtBot, note: Path, heard: Heard) -> None:
    heard.taken = False
    assert beside(qtbot, lambda: call(note)) == [Answer.DECLINED]


@pytest.mark.usefixtures("starts")
@pytest.mark.parametrize("message", [b"GET / HTTP/1.1\r\n\r\n", b'{"format": 1, "open": {}}\n', b"\n", b"\0" * 70_000])
def test_strangers_are_answered_no_or_nothing(qtbot: QtBot, note: Path, heard: Heard, message: bytes) -> None:
    port = read_note(note)
    assert port is not None

    def knock() -> bytes:
        with socket.create_connection(("127.0.0.1", port.port), 5) as line:
            try:
                line.sendall(message)
                return line.recv(100)
            except ConnectionError:
                return b""

    (answer,) = beside(qtbot, knock)
    assert isinstance(answer, bytes)
    assert not answer or json.loads(answer) == {"taken": False}
    assert heard.told == []
    assert beside(qtbot, lambda: call(note)) == [Answer.TAKEN]


def test_those_who_say_nothing_are_hung_up_on(
    qtbot: QtBot, note: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_starts, "_PATIENCE_MS", 100)
    starts = SecondStarts(Door(note), heard.take)
    where = read_note(note)
    assert where is not None
    lines = [socket.create_connection(("127.0.0.1", where.port), 5) for _ in range(12)]
    qtbot.waitUntil(lambda: bool(starts._callers))
    qtbot.waitUntil(lambda: not starts._callers)
    for line in lines:
        assert beside(qtbot, partial(line.recv, 1)) == [b""]
        line.close()
    assert beside(qtbot, lambda: call(note)) == [Answer.TAKEN]
    starts.close()
    assert not note.exists()
    assert call(note) is Answer.ABSENT
    starts.deleteLater()
