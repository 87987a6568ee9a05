"""When a newer version may be looked for, and what is one."""

from datetime import UTC, datetime, timedelta

import pytest

from vidstudio.core.update import ADDRESS, is_newer, is_version, may_ask, why_never

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("found", "own", "newer"),
    [
        ("0.2.0", "0.1.0", True),
        ("0.10", "0.9.9", True),
        ("1.0", "0.99.99", True),
        ("0.1.0.1", "0.1.0", True),
        ("0.1.0", "0.1.0", False),
        ("0.1", "0.1.0", False),
        ("0.1.0", "0.2.0", False),
        ("2", "0.1.0", False),
        ("0.2.0rc1", "0.1.0", False),
        ("0.2.0", "0.1.0.dev1", False),
        ("9" * 4000 + ".1", "0.1.0", False),
        ("٩.٩", "0.1.0", False),
        ("1.0\n", "0.1.0", False),
    ],
)
def test_which_version_comes_after_which(found: str, own: str, newer: bool) -> None:
    assert is_newer(found, own) is newer


def test_our_own_version_is_one() -> None:
    from vidstudio import __version__  # noqa: PLC0415

    assert is_version(__version__)


def test_nothing_is_asked_without_an_address_or_where_a_distribution_brings_updates() -> None:
    assert why_never(ADDRESS, "") == "There is no address to ask yet."
    for kept_free in ("https://example/x", "http://a.b.test:80/", "https://some.invalid"):
        assert why_never(kept_free, "")
    for real in (
        "https://example.com/newest.json",
        "http://127.0.0.1:9/n",
        "https://example.org/",
        "https://x.y/.example",
    ):
        assert why_never(real, "") == ""
        assert why_never(real, "Debian") == "Newer versions come with Debian."


@pytest.mark.parametrize(
    ("wish", "hours", "asked"),
    [(None, [30], True), (None, [2, 24], True), (None, [2], False), (None, [], False), (None, [-900], False)]
    + [(wish, [30], False) for wish in (True, False)],
)
def test_who_is_asked(wish: bool | None, hours: list[int], asked: bool) -> None:
    assert may_ask(wish, [NOW - timedelta(hours=each) for each in hours], NOW) is asked
