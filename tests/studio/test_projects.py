"""Project files: a job saved as one file and opened again, and what must not come with it."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from tests.factories import dump, fingerprints, made_job
from tests.small_disk import small_disk
from tests.studio.projects import anywhere, copied, everywhere, full_job, media_bytes
from tests.studio.test_recover import left
from vidstudio.core.approval import is_approved
from vidstudio.core.control import Control, Progress
from vidstudio.core.job import Job, JobStatus
from vidstudio.errors import Canceled, DiskFull, InputRefused, NotReady, SourceMissing, SourceUnreadable, StorageRefused
from vidstudio.services.project_archive import DOCUMENT
from vidstudio.settings import load_settings
from vidstudio.studio.context import Studio
from vidstudio.studio.films import add_film
from vidstudio.studio.pictures import draw_missing
from vidstudio.studio.project_opening import open_project
from vidstudio.studio.project_saving import save_project
from vidstudio.studio.render import render

pytestmark = pytest.mark.slow


@pytest.fixture
def full(studio: Studio, pictures: Path, tmp_path: Path) -> Job:
    return full_job(studio, pictures, tmp_path)


def document(file: Path) -> str:
    with zipfile.ZipFile(file) as archive:
        return archive.read(DOCUMENT).decode()


def test_a_job_with_everything_comes_out_as_it_went_in(studio: Studio, full: Job, tmp_path: Path) -> None:
    again = copied(studio, full, tmp_path)
    assert again.id == full.id + 1
    assert everywhere(again) == everywhere(full)
    assert media_bytes(studio, again) == media_bytes(studio, full)
    assert len(media_bytes(studio, full)["versions"]) == 7
    for mine, other in zip(again.scenes, full.scenes, strict=True):
        ours = studio.library(lambda library, scene=mine: library.storyboards.versions(scene.id))  # type: ignore[misc]
        theirs = studio.library(lambda library, scene=other: library.storyboards.versions(scene.id))  # type: ignore[misc]
        listed = [anywhere(each.picture) for each in theirs] or [anywhere(other.picture)] if other.picture else []
        assert [anywhere(each.picture) for each in ours] == listed
        assert sum(each.current for each in ours) == 1
    assert left(studio.places.data) == []


def test_the_same_job_makes_the_same_bytes_and_nothing_of_this_machine(
    studio: Studio, full: Job, tmp_path: Path
) -> None:
    first = save_project(studio, full.id, tmp_path / "first", Control())
    second = save_project(studio, full.id, tmp_path / "deep" / "second.VIDSTUDIO", Control())
    assert (first.name, second.name) == ("first.vidstudio", "second.VIDSTUDIO")
    assert first.read_bytes() == second.read_bytes()
    text = document(first)
    assert str(tmp_path) not in text
    assert not any(word in text for word in ("generation", "ledger", "approved", "prediction", "token", "cost"))
    with zipfile.ZipFile(first) as archive:
        kinds = {entry.filename: entry.compress_type for entry in archive.infolist()}
    assert list(kinds)[:2] == ["mimetype", "project.json"]
    assert {kind for name, kind in kinds.items() if name.startswith("media/")} == {zipfile.ZIP_STORED}
    assert first.read_bytes()[30:61] == b"mimetypeapplication/x-vidstudio"


def test_an_approval_stays_where_it_was_given(studio: Studio, full: Job, tmp_path: Path) -> None:
    approved = studio.library(lambda library: library.jobs.approve(full.id))
    assert is_approved(approved)
    again = copied(studio, approved, tmp_path)
    assert (again.approved_document, again.approved_at, again.status) == ("", None, JobStatus.STORYBOARD_READY)
    with pytest.raises(NotReady, match=f"Job {again.id} is not approved"):
        render(studio, again.id, Control())


def test_a_rendered_film_and_its_counts_stay_too_but_not_the_limit(studio: Studio, done: Job, tmp_path: Path) -> None:
    studio.library(lambda library: library.jobs.add_download(done.id))
    for _ in range(2):
        studio.library(
            lambda library: library.generations.refine_free(done.scenes[0].id, None, "Told in other words", None)
        )
    job = studio.library(lambda library: library.jobs.get(done.id))
    assert (job.refinement_count, job.download_count, job.film is not None) == (2, 1, True)
    again = copied(studio, job, tmp_path)
    assert (again.refinement_count, again.download_count, again.film) == (2, 0, None)
    assert not studio.storage.film(again.id).exists()


def test_a_film_from_a_file_comes_with_it_without_its_folder(studio: Studio, short_film: Path, tmp_path: Path) -> None:
    named = tmp_path / "private folder" / "Ferien 100% é.mp4"
    named.parent.mkdir()
    named.write_bytes(short_film.read_bytes())
    job = add_film(studio, str(named), "Holiday", Control())
    file = save_project(studio, job.id, tmp_path, Control())
    assert "private" not in document(file)
    again = open_project(studio, file, Control())
    assert again.video_url == "file:///Ferien%20100%25%20%C3%A9.mp4"
    assert everywhere(replace(again, video_url=job.video_url)) == everywhere(job)
    assert studio.storage.film(again.id).read_bytes() == short_film.read_bytes()
    assert again.film is not None
    assert again.film.stamp


def test_a_film_that_is_elsewhere_is_named_by_its_address(studio: Studio, tmp_path: Path) -> None:
    job = add_film(studio, "https://example.org/film.mp4", "", Control())
    again = copied(studio, job, tmp_path)
    assert everywhere(again) == everywhere(job)
    assert (again.status, again.film) == (JobStatus.COMPLETED, None)


def test_scenes_without_pictures_can_be_drawn_where_they_are_opened(
    studio: Studio, pictures: Path, tmp_path: Path
) -> None:
    job = made_job(studio, pictures)
    text = document(save_project(studio, job.id, tmp_path / "a", Control()))
    entries = json.loads(text)
    for scene in entries["job"]["scenes"]:
        scene["picture"], scene["versions"] = None, []
    again = open_project(studio, repacked(tmp_path / "a.vidstudio", tmp_path / "b", json.dumps(entries)), Control())
    assert [scene.picture for scene in again.scenes] == [None] * 3
    assert all(scene.picture for scene in draw_missing(studio, again.id).scenes)


def repacked(file: Path, to: Path, text: str) -> Path:
    """The file with another document."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(to, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, text if entry.filename == DOCUMENT else old.read(entry))
    return to


def test_numbers_of_folders_that_another_library_left_are_not_taken(studio: Studio, full: Job, tmp_path: Path) -> None:
    old = studio.storage.film(full.id + 1)
    old.parent.mkdir()
    old.write_bytes(b"of a library that was moved away")
    again = copied(studio, full, tmp_path)
    assert again.id == full.id + 2
    assert old.read_bytes() == b"of a library that was moved away"


@pytest.mark.parametrize("what", ["images", "assets", "references", "music.wav"])
def test_a_file_that_is_missing_is_named_and_nothing_is_written(
    studio: Studio, full: Job, tmp_path: Path, what: str
) -> None:
    place = studio.storage.job(full.id) / what
    own = {scene.picture.file for scene in full.scenes if scene.picture}
    gone = [place] if place.is_file() else [file for file in place.iterdir() if what != "images" or file.name in own]
    for file in gone:
        file.unlink()
    before = sorted(tmp_path.iterdir())
    with pytest.raises(SourceMissing, match=r"^The (picture|narration|reference|music|clip|effect).* is missing: "):
        save_project(studio, full.id, tmp_path, Control())
    assert (sorted(tmp_path.iterdir()), left(studio.places.data)) == (before, [])


def test_an_earlier_picture_that_is_missing_is_left_out(studio: Studio, full: Job, tmp_path: Path) -> None:
    own = {scene.picture.file for scene in full.scenes if scene.picture}
    for file in studio.storage.images(full.id).iterdir():
        if file.name not in own:
            file.unlink()
    again = copied(studio, full, tmp_path)
    assert everywhere(again) == everywhere(full)
    assert len(media_bytes(studio, again)["versions"]) == len(own)


def test_a_storyboard_that_is_drawn_waits(studio: Studio, job: Job, tmp_path: Path) -> None:
    studio.library(lambda library: library.jobs.set_status(job.id, JobStatus.GENERATING_STORYBOARD))
    with pytest.raises(NotReady, match="still being drawn"):
        save_project(studio, job.id, tmp_path, Control())


class Stopped(Control):
    """Is canceled once it has told so much."""

    def __init__(self, after: int) -> None:
        super().__init__(self._count)
        self._left = after

    def _count(self, _progress: Progress) -> None:
        self._left -= 1
        if not self._left:
            self.cancel()


@pytest.mark.parametrize("after", [1, 4, 9])
def test_canceled_saving_and_opening_leave_all_as_it_was(
    studio: Studio, full: Job, tmp_path: Path, home: Path, after: int
) -> None:
    file = save_project(studio, full.id, tmp_path / "kept", Control())
    whole, library, files = file.read_bytes(), dump(home / "library.db"), fingerprints(home)
    with pytest.raises(Canceled):
        save_project(studio, full.id, file, Stopped(after))
    with pytest.raises(Canceled):
        open_project(studio, file, Stopped(after))
    assert (file.read_bytes(), dump(home / "library.db"), fingerprints(home)) == (whole, library, files)
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []
    assert left(home) == []
    assert list((home / "videos").glob(".*")) == []


def test_progress_comes_to_its_end(studio: Studio, full: Job, tmp_path: Path) -> None:
    told: list[Progress] = []
    file = save_project(studio, full.id, tmp_path, Control(told.append))
    assert (told[-1].fraction, {each.text for each in told}) == (1.0, {"Saving the project"})
    told.clear()
    open_project(studio, file, Control(told.append))
    shares = [each.fraction or 0.0 for each in told]
    assert shares == sorted(shares)
    assert (told[-1].fraction, {each.text for each in told}) == (1.0, {"Opening the project"})


@pytest.fixture
def disk(studio: Studio, full: Job, tmp_path: Path) -> Iterator[Path]:
    """With room for the job once, and half of it again."""
    size = save_project(studio, full.id, tmp_path / "measured", Control()).stat().st_size
    with small_disk(tmp_path / "stick", f"{size * 3 // 2048}k") as disk:
        yield disk


def test_too_little_room_for_a_file_is_told_before_it_is_written(studio: Studio, full: Job, disk: Path) -> None:
    file = save_project(studio, full.id, disk / "film", Control())
    before = file.read_bytes()
    with pytest.raises(DiskFull, match="not enough room for “film"):
        save_project(studio, full.id, disk / "film", Control())
    assert [each.read_bytes() for each in disk.iterdir()] == [before]


def test_a_disk_that_fills_up_meanwhile_leaves_the_earlier_file(studio: Studio, full: Job, disk: Path) -> None:
    file = disk / "film.vidstudio"
    file.write_bytes(b"earlier")
    with pytest.raises(DiskFull, match="The disk is full"):
        save_project(studio, full.id, file, Control(lambda _progress: fill(disk / "filling")))
    assert file.read_bytes() == b"earlier"
    assert {each.name for each in disk.iterdir()} == {"film.vidstudio", "filling"}


def fill(file: Path) -> None:
    with suppress(OSError), file.open("ab", buffering=0) as filling:
        while True:
            filling.write(bytes(1024))


def test_a_full_disk_under_the_library_makes_no_job(
    studio: Studio, full: Job, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = save_project(studio, full.id, tmp_path / "a", Control())
    before = dump(home / "library.db")
    with small_disk(tmp_path / "videos", f"{file.stat().st_size // 2048}k") as videos:
        monkeypatch.setenv("VIDEO_STORAGE_PATH", str(videos))
        other = replace(studio, settings=load_settings(studio.places))
        with pytest.raises(DiskFull, match="not enough room"):
            open_project(other, file, Control())
        assert list(videos.iterdir()) == []
    with small_disk(tmp_path / "videos", f"{file.stat().st_size * 3 // 1024}k") as videos:
        with pytest.raises(DiskFull):
            open_project(other, file, Control(lambda _progress: fill(videos / "filling")))
        assert [each.name for each in videos.iterdir()] == ["filling"]
    assert dump(home / "library.db") == before


def test_a_place_that_cant_be_written_says_so(studio: Studio, job: Job, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageRefused, match="can't be written"):
        save_project(studio, job.id, tmp_path / "file" / "film.vidstudio", Control())
    with pytest.raises(StorageRefused, match="can't be written"):
        save_project(studio, job.id, tmp_path / ("x" * 4000), Control())


@pytest.mark.parametrize("title", ["../../etc/passwd", "-rf", "a \"b\" 'c'", "🎬" * 4, "CON", "x" * 4000, "a/b\\c:d"])
def test_any_title_makes_a_name(studio: Studio, job: Job, tmp_path: Path, title: str) -> None:
    studio.library(lambda library: library.jobs.rename(job.id, title))
    file = save_project(studio, job.id, tmp_path, Control())
    assert file.parent == tmp_path
    assert not file.name.startswith((".", "-"))
    assert open_project(studio, file, Control()).title == title


def test_there_is_no_file(studio: Studio, tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match=r"There is no file “gone\.vidstudio”"):
        open_project(studio, tmp_path / "gone.vidstudio", Control())
    with pytest.raises(SourceUnreadable, match="is a folder"):
        open_project(studio, tmp_path, Control())


def test_a_file_of_a_newer_program_is_refused_and_says_what_to_do(studio: Studio, job: Job, tmp_path: Path) -> None:
    file = save_project(studio, job.id, tmp_path / "a", Control())
    newer = repacked(file, tmp_path / "b", json.dumps({"vidstudio_project": 2, "reels": []}))
    with pytest.raises(InputRefused, match=r"by a newer vidstudio \(format 2, this one knows 1\)") as told:
        open_project(studio, newer, Control())
    assert told.value.hint == "Update vidstudio, then open it again."
