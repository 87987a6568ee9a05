"""Films from elsewhere, from the address to the export, with a real server, the real process and the real ffmpeg."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from tests.factories import a_studio, dump
from tests.servers.films import FilmServer, Play
from tests.studio.test_recover import children
from vidstudio.core.control import Control, Progress
from vidstudio.core.export import ExportFormat, Quality, pair
from vidstudio.core.job import AspectRatio, Job, JobStatus
from vidstudio.core.queue import QueueItem, QueueState
from vidstudio.errors import (
    Canceled,
    InputRefused,
    NotReady,
    OutputWrong,
    SourceMissing,
    SourceUnreadable,
    VidstudioError,
)
from vidstudio.services.deliver import prepare
from vidstudio.services.ffmpeg import find_ffmpeg
from vidstudio.services.partial import FILM, LOCK
from vidstudio.services.probe import probe
from vidstudio.studio.context import Studio
from vidstudio.studio.export import begin_export, is_as_made
from vidstudio.studio.export_now import export_now
from vidstudio.studio.fetch import KEPT_SECONDS, partials
from vidstudio.studio.films import add_film
from vidstudio.studio.queue import queue_up, run_queue, seen_at
from vidstudio.studio.recover import recover
from vidstudio.studio.render import begin_render, preview, render

pytestmark = pytest.mark.slow

LOW = pair(ExportFormat.MP4, Quality.LOW)
MOV = pair(ExportFormat.MOV, Quality.LOW)


@pytest.fixture
def films(films: FilmServer, short_film: Path) -> FilmServer:
    films.content = short_film.read_bytes()
    return films


@pytest.fixture
def added(studio: Studio, films: FilmServer) -> Job:
    """A job whose film is on the server."""
    return add_film(studio, films.url, "", Control())


def now(studio: Studio, job: Job) -> Job:
    return studio.library(lambda library: library.jobs.get(job.id))


def left(studio: Studio, job: Job) -> list[str]:
    """Files in the job's folder, and locks."""
    folders = (studio.storage.job(job.id), studio.places.locks)
    return [path.name for folder in folders if folder.exists() for path in sorted(folder.iterdir())]


def test_adding_an_address_asks_nobody(studio: Studio, films: FilmServer, added: Job) -> None:
    assert (added.title, added.status, added.film) == ("Film one", JobStatus.COMPLETED, None)
    assert add_film(studio, films.url, "  My own\0 title ", Control()).title == "My own title"
    assert films.asked == []


@pytest.mark.parametrize("source", ["", " ", "ftp://127.0.0.1/x.mp4", "https://a:b@example.org/x.mp4"])
def test_what_is_no_address_makes_no_job(studio: Studio, source: str) -> None:
    with pytest.raises(InputRefused):
        add_film(studio, source, "", Control())
    assert studio.library(lambda library: library.jobs.summaries()) == ()


def test_an_export_fetches_first_and_once(studio: Studio, films: FilmServer, added: Job) -> None:
    told: list[Progress] = []
    file = export_now(studio, added.id, LOW, Control(told.append))
    assert probe(file).video_duration == pytest.approx(1.0, abs=0.1)
    job = now(studio, added)
    assert (job.status, job.duration, job.aspect_ratio) == (JobStatus.COMPLETED, 1.0, AspectRatio.WIDE)
    assert studio.storage.film(job.id).read_bytes() == films.content
    assert list(dict.fromkeys(each.text for each in told)) == ["Fetching the film", "Encoding"]
    assert any(each.size == len(films.content) for each in told)
    export_now(studio, added.id, MOV, Control())
    assert len(films.asked) == 1
    assert left(studio, job) == ["final.mp4"]


def test_a_fetched_film_is_never_trusted_as_one_of_our_own(studio: Studio, films: FilmServer, added: Job) -> None:
    job = render(studio, added.id, Control())
    assert not is_as_made(studio, job)
    work = begin_export(studio, job.id, pair(ExportFormat.MP4, Quality.HIGH), Control())
    assert not isinstance(work, Path)
    assert work.plan.way == "encode"
    work.lock.release()
    (item,) = queue_up(studio, [job.id], [LOW])
    assert seen_at(studio, item, 0.5) == b""


CODECS = {"webm": ("libvpx-vp9", "libopus"), "avi": ("mpeg4", "mp3"), "mpegts": ("libx264", "aac")}


@pytest.mark.parametrize("kind", ["webm", "matroska", "mov", "avi", "mpegts"])
def test_any_container_is_told_by_what_is_in_it(
    studio: Studio, films: FilmServer, short_film: Path, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "film"
    video, audio = CODECS.get(kind, ("libx264", "aac"))
    codecs = ["-c:v", video, "-c:a", audio, "-f", kind]
    command = [find_ffmpeg(""), "-v", "error", "-i", str(short_film), *codecs, str(file)]
    subprocess.run(command, check=True)
    films.content = file.read_bytes()
    job = add_film(studio, f"{films.root}/film.mp4", "", Control())
    assert probe(export_now(studio, job.id, LOW, Control())).container == "mp4"
    assert probe(studio.storage.film(job.id)).container == kind


def test_a_film_of_this_computer_is_taken_in_at_once(studio: Studio, short_film: Path) -> None:
    job = add_film(studio, str(short_film), "", Control())
    assert (job.title, job.duration, job.video_url) == ("final", 1.0, short_film.as_uri())
    assert studio.storage.film(job.id).read_bytes() == short_film.read_bytes()
    studio.storage.film(job.id).unlink()
    export_now(studio, job.id, LOW, Control())
    assert left(studio, job) == ["final.mp4"]


def test_a_file_that_is_no_film_makes_no_job(studio: Studio, tmp_path: Path, short_film: Path) -> None:
    (tmp_path / "text.mp4").write_text("no film")
    for file, kind in ((tmp_path / "text.mp4", SourceUnreadable), (tmp_path / "gone.mp4", SourceMissing)):
        with pytest.raises(kind):
            add_film(studio, str(file), "", Control())
    control = Control()
    control.cancel()
    with pytest.raises(Canceled):
        add_film(studio, str(short_film), "", control)
    assert studio.library(lambda library: library.jobs.summaries()) == ()
    assert not any(studio.storage.root.rglob("*.mp4"))


@pytest.mark.parametrize("body", [b"<html><video src=a.mp4></html>", b"", b"\x00\x00\x00\x18ftypmp42" + bytes(5000)])
def test_what_comes_and_is_no_film_is_thrown_away(
    studio: Studio, films: FilmServer, added: Job, home: Path, body: bytes
) -> None:
    before = dump(home / "library.db")
    films.content, film = body, films.content
    for _ in range(2):
        with pytest.raises(OutputWrong, match="What came is no film"):
            render(studio, added.id, Control())
        assert left(studio, added) == []
    assert dump(home / "library.db") == before
    films.content = film  # by the same name: what is kept must not be the other one
    render(studio, added.id, Control())


def test_a_new_film_that_fails_leaves_the_earlier_one(studio: Studio, films: FilmServer, added: Job) -> None:
    render(studio, added.id, Control())
    films.plays = [Play(status=404)]
    with pytest.raises(SourceMissing, match="not at its address"):
        render(studio, added.id, Control())
    assert now(studio, added).status is JobStatus.COMPLETED
    assert studio.storage.film(added.id).read_bytes() == films.content
    assert left(studio, added) == ["final.mp4"]


def test_the_limit_is_a_setting(added: Job, films: FilmServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDSTUDIO_LARGEST_FILM", "0.00001")
    with a_studio() as studio, pytest.raises(InputRefused, match="larger than 10 kB"):
        render(studio, added.id, Control())
    assert left(studio, added) == []


def test_a_canceled_fetch_goes_on_where_it_was(studio: Studio, films: FilmServer, added: Job) -> None:
    half = len(films.content) // 2
    films.plays = [Play(silent=half)]
    control = Control()
    control._on_progress = lambda progress: control.cancel() if progress.size else None
    with pytest.raises(Canceled):
        render(studio, added.id, control)
    assert now(studio, added) == added
    film, note = (path for path in partials(studio, added.id) if path.suffix != ".lock")
    assert (film.suffix, note.suffix) == (".film", ".json")
    kept = film.stat().st_size
    assert 0 < kept <= half
    render(studio, added.id, Control())
    assert films.asked[-1].headers["range"] == f"bytes={kept}-"
    assert films.asked[-1].sent == len(films.content) - kept
    assert left(studio, added) == ["final.mp4"]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is a thing of Unix")
def test_a_killed_program_goes_on_where_it_was(films: FilmServer, home: Path) -> None:
    with a_studio() as studio:
        job = add_film(studio, films.url, "", Control())
    half = len(films.content) // 2
    films.plays = [Play(silent=half)]
    with subprocess.Popen([sys.executable, "-m", "vidstudio", "export", str(job.id), "--quality", "low"]) as process:
        while sum(path.stat().st_size for path in home.rglob(".fetched-*.film")) < half:
            assert process.poll() is None
            time.sleep(0.02)
        process.kill()
    while children(home):
        time.sleep(0.05)
    with a_studio() as studio:
        recover(studio)
        assert now(studio, job) == job
        export_now(studio, job.id, LOW, Control())
        assert [request.headers.get("range") for request in films.asked] == [None, f"bytes={half}-"]
        assert films.sent == len(films.content)
        assert left(studio, job) == ["final.mp4"]


def test_what_nobody_goes_on_with_is_taken_away_after_a_week(studio: Studio, films: FilmServer, added: Job) -> None:
    films.plays = [Play(cut=1000), *[Play(status=404)]]
    with pytest.raises(SourceMissing):
        render(studio, added.id, Control())
    recover(studio)
    assert {path.suffix for path in partials(studio, added.id)} == {".film", ".json", ".lock"}
    old = time.time() - KEPT_SECONDS - 60
    for path in partials(studio, added.id):
        os.utime(path, (old, old))
    with studio.locks.hold(f"render-{added.id}", ""):
        recover(studio)
        assert partials(studio, added.id)
    recover(studio)
    assert partials(studio, added.id) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing tells that a process is held")
@pytest.mark.parametrize("come", [True, False])
def test_a_fetch_that_was_held_when_its_program_died_ends(
    studio: Studio, films: FilmServer, added: Job, come: bool
) -> None:
    films.plays = [Play(silent=1000)]
    work = begin_render(studio, added.id)
    prepare(work.plan)
    with subprocess.Popen(work.plan.steps[0].argv, stdout=subprocess.DEVNULL) as process:
        while not films.asked:
            time.sleep(0.02)
        while not any(path.suffix == FILM for path in partials(studio, added.id)):
            time.sleep(0.02)
        process.send_signal(signal.SIGSTOP)
        while psutil.Process(process.pid).status() != psutil.STATUS_STOPPED:
            time.sleep(0.02)
        if not come:  # as it is when it was held before an answer began
            for path in partials(studio, added.id):
                if path.suffix != LOCK:
                    path.unlink()
        work.lock.release()
        (studio.places.locks / f"render-{added.id}.lock").touch()
        recover(studio)
        assert process.wait() == -signal.SIGKILL
    render(studio, added.id, Control())


def worked_off(studio: Studio) -> list[tuple[str, QueueState]]:
    told: list[QueueItem] = []
    run_queue(studio, Control(), told.append)
    return [(item.preset.stem if item.preset else "film", item.state) for item in told]


def test_in_the_queue_the_film_is_fetched_before_its_exports(studio: Studio, films: FilmServer, added: Job) -> None:
    assert [item.preset for item in queue_up(studio, [added.id], [LOW])] == [None, LOW]
    assert [item.preset for item in queue_up(studio, [added.id], [MOV])] == [MOV]
    done = QueueState.DONE
    assert worked_off(studio) == [("film", done), ("mp4_low", done), ("mov_low", done)]
    (film,) = [item for item in studio.library(lambda library: library.queue.read()).items if item.preset is None]
    assert film.report is not None
    assert (film.report.way, film.report.codec, film.file) == ("fetch", "h264", str(studio.storage.film(added.id)))
    assert "vidstudio fetching" in film.command
    assert len(films.asked) == 1
    assert [item.preset for item in queue_up(studio, [added.id], [LOW])] == [LOW]


def test_an_export_whose_film_could_not_be_fetched_says_so(studio: Studio, films: FilmServer, added: Job) -> None:
    films.plays = [Play(status=410)]
    queue_up(studio, [added.id], [LOW])
    assert [state for _what, state in worked_off(studio)] == [QueueState.FAILED] * 2
    export, film = studio.library(lambda library: library.queue.read()).items
    assert "not at its address" in film.error
    assert f"The film of job {added.id} has not been fetched yet" in export.error
    assert export.hint == f"Fetch it: vidstudio render {added.id}."


def test_there_is_no_storyboard_to_look_at_or_take_from(studio: Studio, added: Job) -> None:
    part = Control()
    with pytest.raises(NotReady, match="no storyboard to preview"):
        preview(studio, added.id, part)
    render(studio, added.id, Control())
    with pytest.raises(NotReady, match="no storyboard to take scenes of"):
        begin_export(studio, added.id, replace(LOW, scenes="1-2"), Control())


def test_two_do_not_fetch_the_same_film(studio: Studio, added: Job) -> None:
    with studio.locks.hold(f"render-{added.id}", ""), pytest.raises(VidstudioError, match="already being fetched"):
        render(studio, added.id, Control())
