"""Finding ffmpeg, and what its errors mean."""

import os
import sys
from pathlib import Path

import imageio_ffmpeg  # type: ignore[import-untyped]
import pytest

from vidstudio import errors
from vidstudio.services import ffmpeg
from vidstudio.services.reasons import refuse

_REAL = str(imageio_ffmpeg.get_ffmpeg_exe())

posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are shell scripts")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VIDSTUDIO_FFMPEG", "IMAGEIO_FFMPEG_EXE"):
        monkeypatch.delenv(name, raising=False)


def _program(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_the_bundled_ffmpeg_is_used_when_none_is_named() -> None:
    found = ffmpeg.find_ffmpeg()
    assert Path(found).samefile(_REAL)
    assert ffmpeg.version(found).startswith("ffmpeg version ")


@posix
def test_the_order_is_settings_then_environment(tmp_path: Path) -> None:
    first, second, third = (_program(tmp_path / name, f'exec "{_REAL}" "$@"') for name in ("a", "b", "c"))
    environ = {"VIDSTUDIO_FFMPEG": second, "IMAGEIO_FFMPEG_EXE": third}
    assert ffmpeg.find_ffmpeg(first, environ) == first
    assert ffmpeg.find_ffmpeg("", environ) == second
    assert ffmpeg.find_ffmpeg("", {"IMAGEIO_FFMPEG_EXE": third}) == third


@posix
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 1", "does not run"),
        ("kill -9 $$", "does not run"),
        ("echo 'GNU sed 4.8'", "is not ffmpeg"),
        ("echo 'ffmpeg version 9'; echo ' V....D libx264 x'; echo ' A....D aac x'", "without libvpx-vp9, libopus"),
    ],
)
@pytest.mark.parametrize("where", ["the settings", "VIDSTUDIO_FFMPEG", "IMAGEIO_FFMPEG_EXE"])
def test_a_named_one_that_is_unfit_is_refused_not_replaced(tmp_path: Path, script: str, said: str, where: str) -> None:
    path = _program(tmp_path / "ffmpeg", script)
    named, environ = (path, {}) if where == "the settings" else ("", {where: path})
    with pytest.raises(errors.FfmpegUnusable) as caught:
        ffmpeg.find_ffmpeg(named, environ)
    assert said in caught.value.message
    assert path in caught.value.message
    assert where in caught.value.message
    assert where in caught.value.hint


def test_a_named_one_that_is_missing_is_refused(tmp_path: Path) -> None:
    for wish in (str(tmp_path / "nowhere"), str(tmp_path), "no-such-program-anywhere"):
        with pytest.raises(errors.FfmpegUnusable, match=r"There is no program at .* the settings"):
            ffmpeg.find_ffmpeg(wish)


@posix
def test_a_file_that_may_not_be_executed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ffmpeg"
    path.write_bytes(b"\x7fELF nonsense")
    path.chmod(0o755)
    with pytest.raises(errors.FfmpegUnusable, match="does not run"):
        ffmpeg.find_ffmpeg(str(path))


@posix
def test_a_program_that_was_replaced_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "ffmpeg"
    _program(path, f'exec "{_REAL}" "$@"')
    ffmpeg.version(str(path))
    _program(path, "exit 3")
    os.utime(path, ns=(1, 1))
    with pytest.raises(errors.FfmpegUnusable):
        ffmpeg.version(str(path))


@posix
def test_without_the_bundled_one_the_path_is_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> str:
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", gone)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(errors.FfmpegUnusable, match=r"No ffmpeg was found\."):
        ffmpeg.find_ffmpeg(environ={})
    (tmp_path / "ffmpeg").symlink_to(_REAL)
    assert ffmpeg.find_ffmpeg(environ={}) == str(tmp_path / "ffmpeg")


@pytest.mark.parametrize(
    ("code", "lines", "kind"),
    [
        (228, [], errors.DiskFull),
        (4294967268, [], errors.DiskFull),
        (1, ["[mp4 @ 0x5581] x", "av_interleaved_write_frame(): No space left on device"], errors.DiskFull),
        (183, ["Error writing trailer: No space left on device", "Invalid data found"], errors.DiskFull),
        (1, ["out.mp4: Disk quota exceeded"], errors.DiskFull),
        (243, ["file:/x/out.mp4: Permission denied"], errors.StorageRefused),
        (226, ["file:/x/out.mp4: Read-only file system"], errors.StorageRefused),
        (229, ["file:/x/out.mp4: File too large"], errors.StorageRefused),
        (255, ["file:/x/out.mp4: Operation not permitted"], errors.ProcessFailed),
        (254, ["Error opening input: No such file or directory"], errors.SourceMissing),
        (
            183,
            ["moov atom not found", "Error opening input: Invalid data found when processing"],
            errors.SourceUnreadable,
        ),
        (69, ["Decode error rate 1 exceeds maximum 0.666667"], errors.SourceUnreadable),
        (255, ["[dec:aac @ 0x1] Error submitting packet to decoder: Operation not permitted"], errors.SourceUnreadable),
        (-9, ["[dec:aac @ 0x1] Error submitting packet to decoder: Invalid data"], errors.ProcessFailed),
        (1, ["[dec:h264 @ 0x1] Error submitting packet to decoder: Cannot allocate memory"], errors.ProcessFailed),
        (8, ["Unknown encoder 'libx264'"], errors.FfmpegUnusable),
        (-9, ["frame"], errors.ProcessFailed),
        (137, [], errors.ProcessFailed),
        (234, ["Option x not found", "Error: Invalid argument"], errors.ProcessFailed),
    ],
)
@posix
def test_every_end_has_a_name(code: int, lines: list[str], kind: type[errors.VidstudioError]) -> None:
    error = ffmpeg.explain(code, lines, "Encoding")
    assert type(error) is kind
    assert error.message.startswith("Encoding: ")
    assert error.message.endswith(".")
    assert error.hint


@posix
def test_a_kill_from_outside_is_told_from_an_error_of_its_own() -> None:
    for code in (-9, -15, 137, 143, 255):
        assert "was stopped from outside" in ffmpeg.explain(code, ["Exiting normally"], "Encoding").message


@posix
def test_an_encoder_that_does_not_open_is_told_by_its_reason() -> None:
    said = [
        "[h264_nvenc @ 0x55d1] Cannot load libcuda.so.1",
        "[vost#0:0/h264_nvenc @ 0x55d1] [enc:h264_nvenc @ 0x55d1] Error while opening encoder - maybe incorrect",
        "[vf#0:0 @ 0x55d1] Error sending frames to consumers: Operation not permitted",
    ]
    error = ffmpeg.explain(255, said, "Encoding")
    assert (type(error), error.message) == (errors.ProcessFailed, "Encoding: Cannot load libcuda.so.1.")
    assert type(ffmpeg.explain(228, [*said[:2], "No space left on device"], "Encoding")) is errors.DiskFull


def test_an_unknown_error_is_told_in_its_last_line_without_addresses() -> None:
    error = ffmpeg.explain(
        187, ["noise", "[libx264 @ 0x55d0c8aa00] height not divisible by 2 (853x481)", ""], "Encoding"
    )
    assert error.message == "Encoding: height not divisible by 2 (853x481)."
    assert ffmpeg.explain(7, [], "Encoding").message == "Encoding: ended with code 7."


def test_a_program_that_does_not_start_is_named() -> None:
    assert type(ffmpeg.cannot_start("/opt/ffmpeg", "Exec format error")) is errors.FfmpegUnusable
    error = ffmpeg.cannot_start("/opt/other", "No such file or directory")
    assert type(error) is errors.ProcessFailed
    assert "/opt/other" in error.message


def test_a_process_of_ours_says_why_in_its_own_words(capsys: pytest.CaptureFixture[str]) -> None:
    code = refuse(errors.InputRefused("The film is too large.", "Allow more."))
    lines = capsys.readouterr().err.split("\n")
    error = ffmpeg.explain(code, ["Trying again", *filter(None, lines)], "Fetching the film")
    assert (type(error), error.message, error.hint, error.log) == (
        errors.InputRefused,
        "The film is too large.",
        "Allow more.",
        "Trying again",
    )


@pytest.mark.parametrize("last", ["done", "[1]", '["Exception", "a", "b"]', "{}", '["InputRefused", "a"]'])
def test_the_same_code_of_another_program_is_no_reason(last: str) -> None:
    assert type(ffmpeg.explain(3, [last], "Encoding")) is errors.ProcessFailed
