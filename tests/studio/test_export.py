"""Exporting and handing over; each time counts one download."""

import subprocess
from pathlib import Path

import av
import pytest

from tests.factories import MOMENT, dump, fingerprints
from vidstudio.core.approval import fingerprint
from vidstudio.core.control import Control, Progress
from vidstudio.core.export import ExportFormat, Quality, pair
from vidstudio.core.job import Film, Job
from vidstudio.errors import (
    Canceled,
    FfmpegUnusable,
    NotFound,
    NotReady,
    SourceMissing,
    SourceUnreadable,
    StorageRefused,
    VidstudioError,
)
from vidstudio.services.ffmpeg import find_ffmpeg
from vidstudio.services.probe import probe
from vidstudio.studio.context import Studio, stamp
from vidstudio.studio.export import finished_export, lock_name
from vidstudio.studio.export_now import export_now as export
from vidstudio.studio.hand_over import hand_over

pytestmark = pytest.mark.slow

LOW = pair(ExportFormat.MP4, Quality.LOW)


def downloads(studio: Studio, job: Job) -> int:
    return studio.library(lambda library: library.jobs.get(job.id)).download_count


def refused(studio: Studio, job_id: int, error: type[VidstudioError], home: Path) -> str:
    before, files = dump(home / "library.db"), fingerprints(home)
    with pytest.raises(error) as told:
        export(studio, job_id, LOW, Control())
    assert (dump(home / "library.db"), fingerprints(home)) == (before, files)
    return told.value.message


def test_an_export_goes_to_its_place_and_counts_a_download(studio: Studio, done: Job) -> None:
    assert done.download_count == 0
    file = export(studio, done.id, LOW, Control())
    assert file == studio.storage.root / "exports" / str(done.id) / "mp4_low.mp4"
    assert probe(file).video_codec == "h264"
    assert downloads(studio, done) == 1
    assert [path.name for path in file.parent.iterdir()] == ["mp4_low.mp4"]
    assert not list(studio.places.work.glob("*"))
    assert list(studio.places.locks.iterdir()) == []


def test_a_finished_export_is_used_again_and_counts_too(studio: Studio, done: Job) -> None:
    first = export(studio, done.id, LOW, Control()).stat()
    told: list[Progress] = []
    again = export(studio, done.id, LOW, Control(told.append)).stat()
    assert (again.st_mtime_ns, again.st_ino) == (first.st_mtime_ns, first.st_ino)
    assert told == []
    assert downloads(studio, done) == 2
    without = Studio(studio.library, studio.places, studio.settings.model_copy(update={"ffmpeg": "/nowhere"}))
    assert export(without, done.id, LOW, Control()).is_file()


@pytest.mark.parametrize("touched", ["film", "export", "gone"])
def test_an_export_that_no_longer_matches_is_made_anew(studio: Studio, done: Job, touched: str) -> None:
    file = export(studio, done.id, LOW, Control())
    if touched == "film":
        film = studio.storage.film(done.id)
        film.write_bytes(film.read_bytes() + b"\0" * 8)
    elif touched == "export":
        file.write_bytes(b"something else")
    else:
        file.unlink()
    assert finished_export(studio, done, LOW) is None
    assert probe(export(studio, done.id, LOW, Control())).video_codec == "h264"
    assert finished_export(studio, done, LOW) == file


@pytest.mark.parametrize(("first", "second"), [("mp4", "mov"), ("mov", "mp4")])
def test_the_twin_of_an_export_is_copied_from_it(studio: Studio, done: Job, first: str, second: str) -> None:
    made = export(studio, done.id, pair(ExportFormat(first), Quality.LOW), Control())
    told: list[Progress] = []
    copy = export(studio, done.id, pair(ExportFormat(second), Quality.LOW), Control(told.append))
    assert {progress.text for progress in told} == {"Copying"}
    one, other = probe(made), probe(copy)
    assert (one.container, other.container, other.faststart) == (first, second, True)
    assert streams(made) == streams(copy)


@pytest.mark.parametrize("touched", ["film", "twin"])
def test_a_twin_that_no_longer_matches_is_not_copied(studio: Studio, done: Job, touched: str) -> None:
    twin = export(studio, done.id, LOW, Control())
    file = studio.storage.film(done.id) if touched == "film" else twin
    file.write_bytes(file.read_bytes() + b"\0" * 8)
    told: list[Progress] = []
    export(studio, done.id, pair(ExportFormat.MOV, Quality.LOW), Control(told.append))
    assert "Encoding" in {progress.text for progress in told}


@pytest.mark.parametrize("touched", [False, True])
def test_a_film_that_is_an_export_already_is_copied(studio: Studio, done: Job, touched: bool) -> None:
    """Unless somebody changed it since it was rendered: a copy would not notice the damage."""
    file = studio.storage.film(done.id)
    picture = "testsrc2=s=640x360:r=24:d=1,setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
    sound = "sine=r=48000:d=1,aformat=channel_layouts=stereo"
    inputs = ("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound)
    command = [find_ffmpeg(""), "-v", "error", "-y", *inputs, "-pix_fmt", "yuv420p", "-shortest", str(file)]
    subprocess.run(command, check=True)
    studio.library(lambda library: library.jobs.begin_render(done.id))
    film = Film(fingerprint(done), 1.0, 640, 360, MOMENT, stamp(file))
    studio.library(lambda library: library.jobs.finish_render(done.id, film))
    if touched:
        file.write_bytes(file.read_bytes() + b"\0" * 8)
    told: list[Progress] = []
    copy = export(studio, done.id, pair(ExportFormat.MOV, Quality.HIGH), Control(told.append))
    assert {progress.text for progress in told} == {"Encoding" if touched else "Copying"}
    assert (streams(copy) == streams(file)) is not touched


def streams(file: Path) -> list[tuple[str, int | None, bytes]]:
    """Kind, moment and bytes of all packets."""
    with av.open(str(file)) as container:
        packets = [packet for packet in container.demux() if packet.size]
        return sorted((packet.stream.type, packet.pts, bytes(packet)) for packet in packets)


def test_a_copy_goes_where_it_is_wanted(studio: Studio, done: Job, tmp_path: Path) -> None:
    named = export(studio, done.id, LOW, Control(), tmp_path / "neu" / "Mein Film 🎬.mp4")
    assert named == tmp_path / "neu" / "Mein Film 🎬.mp4"
    into = export(studio, done.id, LOW, Control(), tmp_path)
    assert into == tmp_path / f"{done.title}_mp4_low.mp4"
    assert named.read_bytes() == into.read_bytes()
    long = export(studio, done.id, LOW, Control(), tmp_path / f"{'雨' * 80}.mp4")
    assert long.is_file()
    assert downloads(studio, done) == 3
    assert not list(tmp_path.glob(".*.part*"))


def test_a_copy_that_can_not_be_written_counts_nothing(studio: Studio, done: Job, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageRefused):
        export(studio, done.id, LOW, Control(), tmp_path / "file" / "film.mp4")
    assert downloads(studio, done) == 0


def test_the_film_itself_handed_over_counts(studio: Studio, done: Job, tmp_path: Path) -> None:
    hand_over(studio, done, LOW, studio.storage.film(done.id), tmp_path / "copy.mp4")
    hand_over(studio, done, LOW, studio.storage.film(done.id))
    assert downloads(studio, done) == 2
    assert (tmp_path / "copy.mp4").read_bytes() == studio.storage.film(done.id).read_bytes()


def test_an_export_needs_a_completed_job(studio: Studio, job: Job, home: Path) -> None:
    assert "is not completed yet (status is storyboard_ready)" in refused(studio, job.id, NotReady, home)
    refused(studio, 99, NotFound, home)


def test_an_export_while_it_is_rendered_again_is_refused(studio: Studio, done: Job, home: Path) -> None:
    studio.library(lambda library: library.jobs.begin_render(done.id))
    assert "(status is rendering)" in refused(studio, done.id, NotReady, home)


def test_an_export_needs_the_film_on_disk(studio: Studio, done: Job, home: Path) -> None:
    studio.storage.film(done.id).unlink()
    assert "is missing" in refused(studio, done.id, SourceMissing, home)


@pytest.mark.parametrize("content", [b"", b"no film at all" * 100])
def test_a_corrupt_film_is_told(studio: Studio, done: Job, home: Path, content: bytes) -> None:
    studio.storage.film(done.id).write_bytes(content)
    refused(studio, done.id, SourceUnreadable, home)


def test_an_export_needs_ffmpeg(studio: Studio, done: Job, home: Path) -> None:
    without = Studio(studio.library, studio.places, studio.settings.model_copy(update={"ffmpeg": "/nowhere"}))
    refused(without, done.id, FfmpegUnusable, home)


def test_an_export_is_made_by_one_at_a_time(studio: Studio, done: Job) -> None:
    with studio.locks.hold(lock_name(done.id, LOW), ""), pytest.raises(NotReady, match="already being exported"):
        export(studio, done.id, LOW, Control())


def test_a_canceled_export_leaves_the_earlier_one(studio: Studio, done: Job, home: Path) -> None:
    export(studio, done.id, LOW, Control())
    film = studio.storage.film(done.id)
    film.write_bytes(film.read_bytes() + b"\0" * 8)
    before, files = dump(home / "library.db"), fingerprints(home)
    control = Control()
    control.cancel()
    with pytest.raises(Canceled):
        export(studio, done.id, LOW, control)
    assert (dump(home / "library.db"), fingerprints(home)) == (before, files)


def test_an_export_in_progress_is_canceled(studio: Studio, done: Job, home: Path) -> None:
    files = fingerprints(home)
    control = Control(lambda _progress: control.cancel())
    with pytest.raises(Canceled):
        export(studio, done.id, pair(ExportFormat.WEBM, Quality.HIGH), control)
    assert fingerprints(home) == files
    assert downloads(studio, done) == 0
