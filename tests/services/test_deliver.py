"""Checking a finished file and putting it in place."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg  # type: ignore[import-untyped]
import pytest

from tests.small_disk import small_disk
from vidstudio.core.plan import Expected, Plan, Step
from vidstudio.errors import DiskFull, OutputWrong, SourceMissing, StorageRefused
from vidstudio.services.deliver import deliver, discard, prepare, write_files

_RIGHT = Expected("mp4", "h264", "aac", 320, 180, 1.0)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("films") / "film.mp4"
    sources = ("-f", "lavfi", "-i", "testsrc2=s=320x180:r=24:d=1", "-f", "lavfi", "-i", "sine=r=48000:d=1")
    codecs = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")
    ffmpeg = str(imageio_ffmpeg.get_ffmpeg_exe())
    subprocess.run([ffmpeg, "-v", "error", "-nostdin", *sources, *codecs, str(path)], check=True)
    return path.read_bytes()


def _plan(folder: Path, output: bytes | None, expected: Expected = _RIGHT) -> Plan:
    plan = Plan((), folder / ".film.part.mp4", folder / "film.mp4", expected)
    plan.target.write_text("earlier")
    if output is not None:
        plan.output.write_bytes(output)
    return plan


def test_a_right_file_takes_its_name(film: bytes, tmp_path: Path) -> None:
    plan = _plan(tmp_path, film)
    facts = deliver(plan)
    assert plan.target.read_bytes() == film
    assert facts.size == len(film)
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        (replace(_RIGHT, container="mov"), "container mp4 instead of mov"),
        (replace(_RIGHT, video_codec="vp9"), "video codec h264 instead of vp9"),
        (replace(_RIGHT, audio_codec=None), "audio codec aac instead of none"),
        (replace(_RIGHT, width=640), "size 320x180 instead of 640x180"),
        (replace(_RIGHT, duration=1.5), "1.00 s long instead of 1.50 s"),
        (replace(_RIGHT, duration=0.5), "1.00 s long instead of 0.50 s"),
    ],
)
def test_a_wrong_file_is_named_and_removed(film: bytes, tmp_path: Path, expected: Expected, said: str) -> None:
    plan = _plan(tmp_path, film, expected)
    with pytest.raises(OutputWrong) as caught:
        deliver(plan)
    assert said in caught.value.message
    assert not plan.output.exists()
    assert plan.target.read_text() == "earlier"


def test_pixels_that_are_not_square_are_wrong(film: bytes, tmp_path: Path) -> None:
    source = tmp_path / "source.mp4"
    source.write_bytes(film)
    plan = _plan(tmp_path, None, replace(_RIGHT, width=640))
    ffmpeg = str(imageio_ffmpeg.get_ffmpeg_exe())
    stretched = ("-c", "copy", "-aspect", "32:9")
    subprocess.run([ffmpeg, "-v", "error", "-i", str(source), *stretched, str(plan.output)], check=True)
    with pytest.raises(OutputWrong, match="pixels of 2 instead of square"):
        deliver(plan)


@pytest.mark.parametrize("output", [None, b"", b"not a film"])
def test_a_file_that_is_none_is_refused(tmp_path: Path, output: bytes | None) -> None:
    plan = _plan(tmp_path, output)
    with pytest.raises(OutputWrong, match="can't be read"):
        deliver(plan)
    assert not plan.output.exists()
    assert plan.target.read_text() == "earlier"


@pytest.mark.parametrize("output", [b"", b"<html>No film here.</html>", bytes(5000)])
def test_a_film_nobody_has_seen_need_only_be_one(film: bytes, tmp_path: Path, output: bytes) -> None:
    plan = replace(_plan(tmp_path, output), expected=None)
    with pytest.raises(OutputWrong, match=r"no film: “film\.mp4”"):
        deliver(plan)
    assert not plan.output.exists()
    assert plan.target.read_text() == "earlier"
    plan.output.write_bytes(film)
    assert deliver(plan).video_duration == pytest.approx(1.0, abs=0.1)
    assert plan.target.read_bytes() == film


def test_a_target_that_can_not_be_replaced(film: bytes, tmp_path: Path) -> None:
    plan = _plan(tmp_path, film)
    plan.target.unlink()
    (plan.target / "something").mkdir(parents=True)
    with pytest.raises(StorageRefused, match=r"film\.mp4"):
        deliver(plan)
    assert not plan.output.exists()
    assert plan.target.is_dir()


def test_preparing_makes_folders_and_refuses_what_is_missing(tmp_path: Path) -> None:
    source, middle = tmp_path / "source.mp4", tmp_path / "a" / "b" / "middle.txt"
    listed = tmp_path / "c" / "list.txt"
    step = Step("Working", ("true",), (source, listed), (middle,), files=((listed, "é"),))
    output = tmp_path / "d" / "out.part.mp4"
    plan = Plan((step,), output, tmp_path / "e" / "out.mp4", _RIGHT, (tmp_path / "a", tmp_path / "c", tmp_path / "no"))
    with pytest.raises(SourceMissing):
        prepare(plan)
    source.write_text("here")
    prepare(plan)
    write_files(step)
    assert listed.read_bytes() == "é".encode()
    assert all(path.is_dir() for path in (middle.parent, output.parent, plan.target.parent))
    output.write_text("done")
    discard(plan, with_output=False)
    assert output.exists()
    assert not (tmp_path / "a").exists()
    assert not (tmp_path / "c").exists()
    discard(plan, with_output=True)
    assert not output.exists()


def test_a_file_in_the_way_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    plan = Plan((), tmp_path / "file" / "a.part.mp4", tmp_path / "file" / "a.mp4", _RIGHT)
    with pytest.raises(StorageRefused):
        prepare(plan)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as disk:
        yield disk


def test_too_little_room_is_told_before_anything_runs(disk: Path) -> None:
    plan = replace(_plan(disk, None), room=12_400_000)
    with pytest.raises(DiskFull, match=r"“film\.mp4”: it needs up to 12\.4 MB, and \d+ kB are free") as told:
        prepare(plan)
    assert str(disk) in told.value.hint
    assert plan.target.read_text() == "earlier"
    prepare(replace(plan, room=20_000))


def test_a_full_disk_has_its_name(disk: Path) -> None:
    step = Step("Working", ("true",), files=((disk / "list.txt", "x" * 200_000),))
    with pytest.raises(DiskFull, match=r"list\.txt"):
        write_files(step)
