"""The log: one rotating file, without tokens."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from vidstudio.log import start_log


@pytest.fixture(autouse=True)
def root() -> Iterator[None]:
    log, raising = logging.getLogger(), logging.raiseExceptions
    level, handlers = log.level, list(log.handlers)
    yield
    for handler in [each for each in log.handlers if each not in handlers]:
        log.removeHandler(handler)
        handler.close()
    log.setLevel(level)
    logging.raiseExceptions = raising


def raised(error: Exception) -> Exception:
    """The error with a traceback."""
    with pytest.raises(type(error)) as caught:
        raise error
    return caught.value


def test_lines_carry_the_job_and_errors_their_traceback(tmp_path: Path) -> None:
    start_log(tmp_path / "logs" / "vidstudio.log")
    log = logging.getLogger("vidstudio.studio.export")
    log.info("Exporting job %d to %s/%s", 123, "mp4", "high")
    log.debug("too small to be told")
    log.error("Exporting job %d failed", 123, exc_info=raised(ValueError("out of tape 🎬")))
    text = (tmp_path / "logs" / "vidstudio.log").read_text("utf-8")
    assert "INFO    vidstudio.studio.export: Exporting job 123 to mp4/high" in text
    assert "Traceback" in text
    assert "ValueError: out of tape 🎬" in text
    assert "too small" not in text


def test_no_token_gets_into_the_log(tmp_path: Path) -> None:
    start_log(tmp_path / "vidstudio.log")
    log = logging.getLogger("vidstudio")
    log.warning("sent Authorization: Bearer abc.def-ghi and %s", {"token": "r8_SecretSecret"})
    log.error("failed", exc_info=raised(RuntimeError("r8_InATraceback")))
    text = (tmp_path / "vidstudio.log").read_text("utf-8")
    assert not [secret for secret in ("abc.def-ghi", "r8_Secret", "r8_InA") if secret in text]
    assert text.count("[token]") >= 3


def test_the_log_rotates(tmp_path: Path) -> None:
    start_log(tmp_path / "vidstudio.log")
    for _ in range(60):
        logging.getLogger("vidstudio").info("x" * 100_000)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "vidstudio.log",
        *(f"vidstudio.log.{n}" for n in (1, 2, 3)),
    ]
    assert all(path.stat().st_size <= 1_000_000 for path in tmp_path.iterdir())


def test_a_log_that_can_not_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    start_log(tmp_path / "file" / "vidstudio.log")
    (tmp_path / "vidstudio.log").mkdir()
    start_log(tmp_path / "vidstudio.log")
    logging.getLogger("vidstudio").info("nobody hears this")
    assert (tmp_path / "file").read_text() == ""


def test_chatty_libraries_are_quiet(tmp_path: Path) -> None:
    start_log(tmp_path / "vidstudio.log")
    logging.getLogger("httpx").info("GET https://somewhere")
    logging.getLogger("vidstudio").info("one line")
    assert "somewhere" not in (tmp_path / "vidstudio.log").read_text("utf-8")
