"""Making a job, all or nothing."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.factories import IDEA, dump, fingerprints, image_bytes, made_job, picture_folder
from tests.recordings import voice
from tests.servers.replicate import ReplicateServer
from tests.servers.replicate_script import BILLING, Behaviour
from tests.small_disk import small_disk
from vidstudio.core.control import Control, Progress
from vidstudio.core.job import AspectRatio, Job, JobStatus
from vidstudio.core.scene import PictureSource
from vidstudio.errors import (
    BillingRequired,
    Canceled,
    DiskFull,
    InputRefused,
    NotFound,
    PictureRefused,
    PredictionFailed,
    SourceMissing,
    SourceUnreadable,
    TokenRefused,
)
from vidstudio.studio.context import Studio
from vidstudio.studio.jobs import NewJob, Pictures, create_job, read_script, set_music
from vidstudio.studio.pictures import draw_missing, take_own

PAINTED = NewJob(IDEA, duration=15.0, pictures=Pictures.SERVICE)


def test_own_pictures_go_to_the_scenes_in_order(studio: Studio, pictures: Path) -> None:
    job = made_job(studio, pictures, title='  A "title"\nwith  lines 🎬 ', aspect_ratio=AspectRatio.SQUARE)
    assert (job.status, job.title, job.aspect_ratio) == ("storyboard_ready", 'A "title" with lines 🎬', "1:1")
    assert [scene.picture.source for scene in job.scenes if scene.picture] == [PictureSource.OWN] * 3
    for number, scene in enumerate(job.scenes, 1):
        assert scene.picture is not None
        kept = studio.storage.images(job.id) / scene.picture.file
        assert kept.read_bytes() == (pictures / f"{number}.png").read_bytes()


def test_scenes_without_an_own_picture_get_a_draft(studio: Studio, tmp_path: Path) -> None:
    job = made_job(studio, picture_folder(tmp_path / "few", 2))
    assert [scene.picture.source for scene in job.scenes if scene.picture] == ["own", "own", "draft"]


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        (NewJob("  "), InputRefused),
        (NewJob("A fox", duration=0.5), InputRefused),
        (NewJob("A fox", style=""), InputRefused),
        (NewJob("# Title only", is_script=True), InputRefused),
        (NewJob("A fox", pictures=Path("/nowhere")), PictureRefused),
        (PAINTED, TokenRefused),
        (NewJob("A fox", pictures=Pictures.SERVICE, model="no model"), InputRefused),
    ],
)
def test_what_can_not_be_made_leaves_no_trace(
    studio: Studio, home: Path, wanted: NewJob, error: type[Exception]
) -> None:
    before = dump(home / "library.db")
    with pytest.raises(error):
        create_job(studio, wanted, Control())
    assert dump(home / "library.db") == before
    assert fingerprints(home) == {}


@pytest.mark.parametrize("bad", [b"no picture at all", image_bytes()[:200], b""])
def test_one_bad_picture_leaves_no_trace(studio: Studio, home: Path, pictures: Path, bad: bytes) -> None:
    (pictures / "2.png").write_bytes(bad)
    before = dump(home / "library.db")
    with pytest.raises(PictureRefused, match=r"2\.png"):
        made_job(studio, pictures)
    assert dump(home / "library.db") == before
    assert fingerprints(home) == {}


def test_cancel_leaves_no_trace(studio: Studio, home: Path, pictures: Path) -> None:
    before = dump(home / "library.db")
    told: list[str] = []

    def watch(progress: Progress) -> None:
        told.append(progress.text)
        if len(told) == 2:
            control.cancel()

    control = Control(watch)
    with pytest.raises(Canceled):
        create_job(studio, NewJob(IDEA, duration=15.0, pictures=pictures), control)
    assert told == ["Drawing scene 1 of 3", "Drawing scene 2 of 3"]
    assert dump(home / "library.db") == before
    assert fingerprints(home) == {}


def test_a_full_disk_in_the_middle_leaves_no_trace(studio: Studio, home: Path, tmp_path: Path) -> None:
    before = dump(home / "library.db")
    with small_disk(tmp_path / "disk", "1m") as disk:
        full = Studio(studio.library, studio.places, studio.settings.model_copy(update={"video_storage_path": disk}))
        folder = tmp_path / "noise"
        folder.mkdir()
        for number in range(3):  # 1.2 MB together
            noise = bytes((number * 7 + n * n * 31 + n // 3) % 256 for n in range(400_000))
            (folder / f"{number}.png").write_bytes(image_bytes() + noise)
        with pytest.raises(DiskFull) as error:
            made_job(full, folder)
        assert "Free some space" in error.value.hint
        assert list(disk.iterdir()) == []
    assert dump(home / "library.db") == before


def test_painted_scenes_cost_two_cents_each_and_no_refinement(paid: Studio, replicate_server: ReplicateServer) -> None:
    job = create_job(paid, PAINTED, Control())
    assert (job.status, job.refinement_count, job.estimated_cost) == ("storyboard_ready", 0, Decimal("0.06"))
    assert job.actual_cost == Decimal("0.009")
    assert [scene.picture.source for scene in job.scenes if scene.picture] == [PictureSource.REPLICATE] * 3
    assert len({request.body for request in replicate_server.seen("create")}) == 3


def test_a_scene_that_fails_says_so_and_the_others_are_there(paid: Studio, replicate_server: ReplicateServer) -> None:
    replicate_server.next(Behaviour(), Behaviour(end="failed", error="Out of memory"), Behaviour())
    job = create_job(paid, PAINTED, Control())
    assert sorted(scene.status for scene in job.scenes) == ["completed", "completed", "failed"]
    (failed,) = (scene for scene in job.scenes if scene.status == "failed")
    assert "Out of memory" in failed.error
    assert (job.status, job.estimated_cost) == ("storyboard_ready", Decimal("0.04"))
    filled = draw_missing(paid, job.id)
    assert [scene.status for scene in filled.scenes] == ["completed"] * 3
    assert [scene.error for scene in filled.scenes] == [""] * 3


def test_a_job_in_which_all_fail_is_failed_until_it_gets_a_picture(
    paid: Studio, replicate_server: ReplicateServer, pictures: Path
) -> None:
    replicate_server.behaviour = Behaviour(end="failed", error="Out of memory")
    with pytest.raises(PredictionFailed):
        create_job(paid, PAINTED, Control())
    job = paid.library(lambda library: library.jobs.get(1))
    assert (job.status, job.estimated_cost) == (JobStatus.FAILED, Decimal(0))
    assert "Out of memory" in job.error
    assert take_own(paid, 1, job.scenes[0].id, pictures / "1.png").status is JobStatus.STORYBOARD_READY


def test_an_account_without_money_is_asked_once(paid: Studio, replicate_server: ReplicateServer) -> None:
    replicate_server.fail("create", BILLING, times=3)
    with pytest.raises(BillingRequired):
        create_job(paid, PAINTED, Control())
    assert len(replicate_server.seen("create")) == 1


def test_a_canceled_painting_keeps_what_was_paid(paid: Studio, replicate_server: ReplicateServer) -> None:
    replicate_server.next(Behaviour(), *[Behaviour(starting=10_000)] * 2)

    def watch(progress: Progress) -> None:
        if replicate_server.created == 3 and progress.text == "1 of 3 pictures":
            control.cancel()

    control = Control(watch)
    with pytest.raises(Canceled):
        create_job(paid, PAINTED, control)
    job = paid.library(lambda library: library.jobs.get(1))
    assert sorted(scene.status for scene in job.scenes) == ["completed", "pending", "pending"]
    assert (job.status, job.estimated_cost) == (JobStatus.STORYBOARD_READY, Decimal("0.02"))


def test_music_is_copied_into_the_job(studio: Studio, job: Job, tmp_path: Path) -> None:
    after = set_music(studio, job.id, voice(tmp_path / "Tön.WAV"))
    assert after.music == "music.wav"
    assert (studio.storage.job(job.id) / "music.wav").read_bytes() == (tmp_path / "Tön.WAV").read_bytes()
    other = set_music(studio, job.id, voice(tmp_path / "other.wav", 0.7))
    assert other.music_digest != after.music_digest
    assert set_music(studio, job.id, None).music == ""


def test_music_without_sound_is_refused_and_leaves_everything(
    studio: Studio, job: Job, home: Path, pictures: Path, tmp_path: Path
) -> None:
    (tmp_path / "text.mp3").write_text("no music")
    before, files = dump(home / "library.db"), fingerprints(home)
    for wrong, error in (
        (tmp_path / "text.mp3", SourceUnreadable),
        (pictures / "1.png", SourceUnreadable),
        (tmp_path / "missing.mp3", SourceMissing),
    ):
        with pytest.raises(error):
            set_music(studio, job.id, wrong)
        with pytest.raises(error):
            create_job(studio, NewJob(IDEA, pictures=pictures), Control(), wrong)
    assert (dump(home / "library.db"), fingerprints(home)) == (before, files)


def test_music_for_no_job_leaves_no_file(studio: Studio, home: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        set_music(studio, 99, voice(tmp_path / "a.wav"))
    assert fingerprints(home) == {}


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Ein Löwe.".encode(), "Ein Löwe."),
        (b"\xef\xbb\xbfEin Hund.", "Ein Hund."),
        ("Ein Bär.".encode("utf-16"), "Ein Bär."),
        (b"", ""),
    ],
)
def test_a_script_file_is_read(tmp_path: Path, data: bytes, text: str) -> None:
    (tmp_path / "s.md").write_bytes(data)
    assert read_script(tmp_path / "s.md") == text


@pytest.mark.parametrize(
    "data", ["Ein Löwe.".encode("latin-1"), b"PK\x03\x04\x00\x00", b"\xff\xfeodd", b"x" * 5_000_001]
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "s.md").write_bytes(data)
    with pytest.raises(InputRefused, match=r"s\.md"):
        read_script(tmp_path / "s.md")
    with pytest.raises(InputRefused, match="can't be read"):
        read_script(tmp_path)
