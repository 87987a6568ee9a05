"""Which addresses a film may come from, where they may lead on, and what is planned for them."""

from pathlib import Path, PureWindowsPath

import pytest

from vidstudio.core.fetch import (
    STEPS,
    check_address,
    ending_of,
    fetch_plan,
    file_of,
    is_address,
    place,
    redirected,
    title_of,
)
from vidstudio.errors import InputRefused


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://example.org/a/film.mp4", "https://example.org/a/film.mp4"),
        (" http://127.0.0.1:8000/f?token=a%20b&c=d#t=5 ", "http://127.0.0.1:8000/f?token=a%20b&c=d"),
        ("http://[::1]:80/f.mp4", "http://[::1]:80/f.mp4"),
        ("HTTPS://example.org/é.mp4", "https://example.org/é.mp4"),
    ],
)
def test_addresses_of_servers_are_kept(text: str, kept: str) -> None:
    assert check_address(text) == kept


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ftp://example.org/film.mp4", "not from ftp"),
        ("file:///etc/passwd", "not from file"),
        ("https:///film.mp4", "names no server"),
        ("https://me:secret@example.org/film.mp4", "a password in it"),
        ("https://me@example.org/film.mp4", "a user's name"),
        ("https://example.org:99999/film.mp4", "is no address"),
        ("https://[::1/film.mp4", "is no address"),
        ("https://example.org/a film.mp4", "blanks"),
        ("https://example.org/\nfilm.mp4", "blanks or control characters"),
        (f"https://example.org/{'x' * 1500}", "too long"),
    ],
)
def test_other_addresses_are_refused(text: str, words: str) -> None:
    with pytest.raises(InputRefused, match=words) as caught:
        check_address(text)
    assert caught.value.hint


def test_what_is_an_address_and_what_a_file() -> None:
    assert is_address("ftp://example.org")
    assert not is_address("C:\\films\\a.mp4")
    assert not is_address("films/http/a.mp4")


def test_a_file_on_a_network_share_is_a_file() -> None:
    address = PureWindowsPath(r"\\server\share\my film.mp4").as_uri()
    assert file_of(address) == Path("//server/share/my film.mp4")
    assert place(address) == "my film.mp4"


def test_a_server_may_lead_on_but_never_to_less_safety() -> None:
    assert redirected("http://a.org/x/y.mp4", "../z.mp4?k=1") == "http://a.org/z.mp4?k=1"
    assert redirected("http://a.org/y.mp4", "https://b.org/z.mp4") == "https://b.org/z.mp4"
    assert redirected("https://a.org/y.mp4", "//b.org/z.mp4") == "https://b.org/z.mp4"
    with pytest.raises(InputRefused, match="not encrypted"):
        redirected("https://a.org/y.mp4", "http://a.org/y.mp4")
    for location in ("file:///etc/passwd", "data:video/mp4,x", "http://me:secret@b.org/"):
        with pytest.raises(InputRefused):
            redirected("http://a.org/y.mp4", location)


@pytest.mark.parametrize(
    ("address", "title", "where"),
    [
        ("https://example.org/a/My%20Film.final.mp4?x=/y.mov", "My Film.final", "example.org"),
        ("https://example.org/watch/12345/", "12345", "example.org"),
        ("https://example.org", "example.org", "example.org"),
        ("file:///films/Na%C3%AFve.webm", "Naïve", "Naïve.webm"),
    ],
)
def test_a_film_is_called_by_its_file(address: str, title: str, where: str) -> None:
    assert (title_of(address), place(address)) == (title, where)


def test_the_ending_tells_what_it_came_as() -> None:
    endings = [
        ending_of(each)
        for each in ("https://a.org/x/Film.MOV?sig=1.mp4", "file:///f/a.webm", "https://a.org/watch", "")
    ]
    assert endings == ["mov", "webm", "", ""]


def test_a_plan_fetches_beside_the_target_and_expects_nothing(tmp_path: Path) -> None:
    partial, target = tmp_path / ".fetched-1.film", tmp_path / "final.mp4"
    plan = fetch_plan("https://a.org/f", command=("fetch",), partial=partial, target=target, most=9, room=0, token="t")
    (step,) = plan.steps
    assert plan.expected is None
    assert (plan.output.parent, plan.weight, plan.way) == (tmp_path, STEPS, "fetch")
    assert step.argv == ("fetch", "https://a.org/f", str(partial), str(plan.output), "9")
    assert (step.inputs, step.outputs) == ((), (plan.output,))


def test_a_file_of_this_computer_has_to_be_there(tmp_path: Path) -> None:
    address = (tmp_path / "a b.mp4").as_uri()
    assert file_of(address) == tmp_path / "a b.mp4"
    assert file_of("https://a.org/f") is None
    plan = fetch_plan(address, command=(), partial=tmp_path, target=tmp_path / "f.mp4", most=9, room=5, token="t")
    assert plan.steps[0].inputs == (tmp_path / "a b.mp4",)
    assert plan.room == 5
