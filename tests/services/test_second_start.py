"""Who has the one window of a library, and what happens where nobody can tell."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from vidstudio.core.wanted import LAST, Wanted
from vidstudio.errors import InputRefused
from vidstudio.paths import places
from vidstudio.services.second_start import claim
from vidstudio.services.second_start.call import Answer, call_window
from vidstudio.services.second_start.claim import Claim, claim_window
from vidstudio.services.second_start.door import Door
from vidstudio.services.second_start.note import Note, read_note, write_note

HOLD = """
import sys
from vidstudio.core.wanted import LAST
from vidstudio.paths import places
from vidstudio.services.second_start.claim import claim_window
kept = claim_window(places(), LAST)
print(kept.mine, flush=True)
sys.stdin.read()
"""


@contextmanager
def another_process() -> Iterator["subprocess.Popen[str]"]:
    """One that has the claim, until its stdin is closed."""
    command = [sys.executable, "-c", HOLD]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claim, "PATIENCE", 0.2)
    monkeypatch.setattr(claim, "_STARTING", 0.0)


def claimed() -> Claim:
    made = claim_window(places(), LAST)
    assert made is not None
    return made


def test_the_first_has_the_window_and_its_files_are_its_owners_alone(home: Path) -> None:
    first = claimed()
    assert first.mine
    door = Door(places().window_note)
    if os.name != "nt":
        assert [file.stat().st_mode & 0o077 for file in (places().window_lock, places().window_note)] == [0, 0]
    door.close()
    first.release()
    assert sorted(path.name for path in home.iterdir()) == ["window.lock"]


@pytest.mark.usefixtures("quick")
def test_a_window_that_does_not_answer_gets_another_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    with another_process():
        second = claimed()
        assert not second.mine
    assert capsys.readouterr().err == "The window that is open already does not answer, so another one is opened.\n"
    second.release()


@pytest.mark.usefixtures("quick")
def test_a_window_that_is_starting_gets_more_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with another_process() as process:
        monkeypatch.setattr(claim, "_STARTING", 60.0)
        assert process.stdin is not None
        end = threading.Timer(0.8, process.stdin.close)
        end.start()
        second = claimed()
        assert second.mine
        end.join()
    assert capsys.readouterr().err == ""
    second.release()


def test_a_window_that_is_closing_is_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    with another_process() as process:
        os.utime(places().window_lock, (0, 0))
        assert process.stdin is not None
        process.stdin.close()
        second = claimed()
        assert second.mine
    assert capsys.readouterr().err == ""
    second.release()


def test_a_killed_window_is_in_nobodys_way() -> None:
    with another_process() as process:
        write_note(places().window_note, Note(1, "of the dead", process.pid))
        process.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
        process.wait()
        first = claimed()
    assert first.mine
    assert not places().window_note.exists()
    first.release()


def test_libraries_do_not_disturb_each_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with another_process():
        monkeypatch.setenv("VIDSTUDIO_HOME", str(tmp_path / f"another {'long' * 50} 'home' 🎬"))
        first = claimed()
        assert first.mine
        first.release()


def test_where_nothing_can_be_written_nobody_is_first(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.write_text("a file, no folder")
    made = claimed()
    assert (made.mine, made.taken) == (False, False)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("content", ["", "no JSON", "[]", '{"port": 5}', '{"port": 70000, "secret": "", "process": 1}'])
def test_a_note_that_can_not_be_read_is_none(tmp_path: Path, content: str) -> None:
    file = tmp_path / "note"
    assert read_note(file) is None
    file.write_text(content, "utf-8")
    assert read_note(file) is None
    assert call_window(file, LAST, time.monotonic() + 1) is Answer.ABSENT


def test_a_note_that_can_not_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no-folder"):
        Door(tmp_path / "no-folder" / "window.json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "answer", [b"", b"\n", b"HTTP/1.1 400 Bad Request\r\n", b"[]\n", b'{"taken": 1}\n', b"x" * 10_000]
)
def test_another_program_at_the_port_is_no_window(tmp_path: Path, answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        write_note(tmp_path / "note", Note(server.getsockname()[1], "secret", 1))

        def answers() -> None:
            line, _ = server.accept()
            with line:
                line.recv(4096)
                line.sendall(answer)

        other = threading.Thread(target=answers)
        other.start()
        assert call_window(tmp_path / "note", LAST, time.monotonic() + 2) is Answer.NONE
        other.join()


def test_one_that_says_nothing_is_given_up(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        write_note(tmp_path / "note", Note(server.getsockname()[1], "secret", 1))
        assert call_window(tmp_path / "note", LAST, time.monotonic() + 0.3) is Answer.NONE


def test_only_who_knows_the_secret_is_understood(tmp_path: Path) -> None:
    door = Door(tmp_path / "note")
    note = read_note(tmp_path / "note")
    assert note is not None
    message = {"format": 1, "open": {"job": 5}}
    assert door.understand(json.dumps(message | {"secret": note.secret}).encode()).wanted == Wanted(5)
    for secret in (None, "", "guessed", 7, "ü\udcff"):
        with pytest.raises(InputRefused, match="not the owner"):
            door.understand(json.dumps(message | {"secret": secret}).encode())
    for other in (b"GET / HTTP/1.1", b"\xff\xfe", b"[" * 60_000, b"null"):
        with pytest.raises(InputRefused):
            door.understand(other)
    door.close()
    door.close()
    assert list(tmp_path.iterdir()) == []
