"""File names of what is handed over."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import a_job
from vidstudio.core.export import ExportFormat, Quality, pair
from vidstudio.core.naming import DEFAULT_TEMPLATE, MOST_BYTES, check_template, file_name, name_example, safe_name
from vidstudio.errors import InputRefused

WHEN = datetime(2026, 3, 1, 18, 5, tzinfo=UTC)
LOW = pair(ExportFormat.WEBM, Quality.LOW)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (DEFAULT_TEMPLATE, "Rain_webm_low.webm"),
        ("{date} {title} {quality}", "2026-03-01 Rain low.webm"),
        ("{job}-{time}", "7-1805.webm"),
        ("{title}/../{title}", "Rain .. Rain.webm"),
        ("-{title}", "Rain.webm"),
        ("con", "_con.webm"),
    ],
)
def test_a_name_from_its_template(template: str, expected: str) -> None:
    assert file_name(template, a_job(id=7, title="Rain"), LOW, WHEN) == expected


@pytest.mark.parametrize(
    "template", ["", "  ", "{title", "{titel}", "{title.__class__}", "{title!r}", "{date:%Y}", "{}"]
)
def test_what_is_no_template_is_refused(template: str) -> None:
    with pytest.raises(InputRefused) as told:
        check_template(template)
    assert "{title}" in told.value.hint


def test_the_example_is_of_the_default_where_there_is_none() -> None:
    assert name_example("") == "The Keeper and the Whale_mp4_high.mp4"


@given(st.text(max_size=400))
def test_no_title_makes_a_name_that_does_harm(title: str) -> None:
    name = safe_name(title)
    assert name
    assert len(name.encode()) <= MOST_BYTES + 1
    assert not set(name) & set('/\\:*?"<>|\n\x00')
    assert name[0] not in "-. "
    assert name[-1] not in ". "
