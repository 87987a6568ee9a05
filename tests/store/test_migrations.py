"""An older library, written by hand, brought up to date in place."""

import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from tests.factories import a_picture, dump, picture_request
from vidstudio.core.film import FilmSettings
from vidstudio.core.generation import GenerationKind, MediaOrder
from vidstudio.core.images import ImageRequest
from vidstudio.core.job import AspectRatio, JobStatus
from vidstudio.core.media_request import MediaRequest
from vidstudio.core.metadata import metadata
from vidstudio.core.scene import Motion, PictureSource, Transition
from vidstudio.store import migrations
from vidstudio.store.library import Library

VERSION_1 = """
CREATE TABLE job (
    id INTEGER NOT NULL PRIMARY KEY, title VARCHAR(255) NOT NULL, idea TEXT NOT NULL, duration REAL NOT NULL,
    aspect_ratio VARCHAR(255) NOT NULL, style VARCHAR(255) NOT NULL, status VARCHAR(255) NOT NULL,
    created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL);
CREATE INDEX job_status ON job (status);
CREATE TABLE version (
    id INTEGER NOT NULL PRIMARY KEY, scene_id INTEGER NOT NULL, file VARCHAR(255) NOT NULL,
    digest VARCHAR(255) NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, source VARCHAR(255) NOT NULL,
    prompt TEXT NOT NULL, model VARCHAR(255) NOT NULL, created_at DATETIME NOT NULL);
CREATE TABLE scene (
    id INTEGER NOT NULL PRIMARY KEY, job_id INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE, position INTEGER,
    description TEXT NOT NULL, image_prompt TEXT NOT NULL, duration REAL NOT NULL, motion VARCHAR(255) NOT NULL,
    transition VARCHAR(255) NOT NULL, version_id INTEGER REFERENCES version (id) ON DELETE SET NULL);
INSERT INTO job VALUES (4, 'Löwe "eins"', 'Ein Löwe. Er schläft.', 9.5, '1:1', 'noir', 'storyboard_ready',
                        '2025-01-02 03:04:05', '2025-01-02 03:05:06.700000');
INSERT INTO job VALUES (9, 'Rain', 'Rain', 30, '16:9', 'cinematic', 'completed', '2025-02-02 03:04:05',
                        '2025-02-02 03:04:05');
INSERT INTO version VALUES (1, 11, 'old.png', 'aa', 640, 640, 'draft', 'p', '', '2025-01-02 03:04:05');
INSERT INTO version VALUES (2, 11, 'new.png', 'bb', 640, 640, 'own', '', '', '2025-01-02 03:04:06');
INSERT INTO scene VALUES (11, 4, 1, 'Er schläft.', 'a lion asleep', 4.5, 'drift', 'cut', 2);
INSERT INTO scene VALUES (12, 4, 0, 'Ein Löwe.', 'a lion', 5.0, 'push_in', 'cross_fade', NULL);
"""


@pytest.fixture(params=["numbered", "from before numbers"])
def old(request: pytest.FixtureRequest, database: Path) -> Path:
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(VERSION_1)
        if request.param == "numbered":
            connection.execute("PRAGMA user_version = 1")
    return database


def columns(file: Path) -> dict[str, set[str]]:
    with closing(sqlite3.connect(file)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: {row[1] for row in connection.execute(f"PRAGMA table_info({table})")} for table in tables}


def test_an_upgraded_library_keeps_everything_and_its_counts_start_at_0(old: Path) -> None:
    with Library(old) as library:
        lion, rain = library.jobs.get(4), library.jobs.get(9)
        versions = [version.picture for version in library.storyboards.versions(11)]
    assert (lion.title, lion.idea, lion.status) == ('Löwe "eins"', "Ein Löwe. Er schläft.", JobStatus.STORYBOARD_READY)
    assert [(scene.id, scene.duration, scene.motion, scene.transition) for scene in lion.scenes] == [
        (12, 5.0, Motion.PUSH_IN, Transition.CROSS_FADE),
        (11, 4.5, Motion.DRIFT, Transition.CUT),
    ]
    assert [(version.file, version.source) for version in versions] == [
        ("old.png", PictureSource.DRAFT),
        ("new.png", PictureSource.OWN),
    ]
    assert lion.scenes[1].picture == versions[1]
    for job in (lion, rain):
        assert (job.refinement_count, job.download_count) == (0, 0)
        assert (job.estimated_cost, job.actual_cost) == (Decimal(0), Decimal(0))
        made = metadata(job, None)
        assert made["metrics"] == {"refinement_count": 0, "download_count": 0}
        assert (made["approved"], made["error"], made["video"]["available"]) == (False, None, False)


def test_an_upgraded_library_has_the_shape_of_a_new_one(old: Path, tmp_path: Path) -> None:
    with Library(old), Library(tmp_path / "new.db"):
        pass
    assert columns(old) == columns(tmp_path / "new.db")
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (migrations.VERSION,)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_an_upgraded_library_goes_on_counting(old: Path) -> None:
    with Library(old) as library:
        assert library.generations.refine_free(12, None, "Ein alter Löwe", None).refinement_count == 1
        assert library.jobs.add_download(9).download_count == 1


def test_a_library_of_the_version_before_keeps_its_films_and_gets_the_cut(old: Path) -> None:
    with Library(old):
        pass
    gone = {"job": ["fps", "short_side", "watermark", "music_decibels", "film_stamp"]}
    gone["scene"] = ["strength", "transition_seconds", "framing", "caption", "caption_style"]
    with closing(sqlite3.connect(old)) as connection:
        for table, names in gone.items():
            for name in names:
                connection.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
        connection.execute(
            "UPDATE job SET film_fingerprint = 'f', film_rendered_at = '2025-03-01 00:00:00' WHERE id = 9"
        )
        connection.execute("PRAGMA user_version = 2")
        connection.commit()
    with Library(old) as library:
        lion, rain = library.jobs.get(4), library.jobs.get(9)
    assert lion.settings == FilmSettings()
    assert [(scene.strength, scene.transition_seconds, scene.framing) for scene in lion.scenes] == [
        (1, 0.5, "crop")
    ] * 2
    assert [(scene.caption, scene.caption_style, scene.narration) for scene in lion.scenes] == [
        ("", "caption", None)
    ] * 2
    assert rain.film is not None
    assert (rain.film.fingerprint, rain.film.stamp) == ("f", "")


def test_films_of_the_version_before_are_all_our_own(old: Path) -> None:
    with Library(old):
        pass
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("ALTER TABLE job DROP COLUMN video_url")
        connection.execute("PRAGMA user_version = 5")
        connection.commit()
    with Library(old) as library:
        assert [library.jobs.get(number).video_url for number in (4, 9)] == ["", ""]
        assert library.jobs.from_elsewhere() == []
        added = library.jobs.add_film("Film", "https://example.org/film.mp4")
        assert library.jobs.from_elsewhere() == [added.id]
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (migrations.VERSION,)


def test_a_backup_lies_beside_an_upgraded_library(old: Path) -> None:
    before = dump(old)
    for _ in range(2):
        with Library(old):
            pass
    (backup,) = old.parent.glob("*.backup.db")
    assert backup.name.startswith("library-format1-")
    assert dump(backup) == before


def test_a_backup_holds_what_another_process_has_not_yet_put_into_the_file(old: Path) -> None:
    with closing(sqlite3.connect(old, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = wal")
        other.execute("UPDATE job SET title = 'late' WHERE id = 9")
        with Library(old) as library:
            assert library.jobs.get(9).title == "late"
        (backup,) = old.parent.glob("*.backup.db")
        assert "'late'" in dump(backup)


def test_an_upgrade_cut_short_is_taken_back_and_can_be_taken_again(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = migrations.STEPS[1]

    def cut_short(database: object) -> None:
        step(database)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    before = dump(old)
    monkeypatch.setitem(migrations.STEPS, 1, cut_short)
    with pytest.raises(KeyboardInterrupt), Library(old):
        pass
    assert dump(old) == before
    monkeypatch.setitem(migrations.STEPS, 1, step)
    with Library(old) as library:
        assert library.jobs.get(4).refinement_count == 0


def test_columns_that_are_there_already_are_left_alone(old: Path) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("ALTER TABLE job ADD COLUMN refinement_count INTEGER NOT NULL DEFAULT 0")
        connection.execute("UPDATE job SET refinement_count = 3 WHERE id = 4")
        connection.commit()
    with Library(old) as library:
        assert library.jobs.get(4).refinement_count == 3
        assert library.jobs.get(9).refinement_count == 0


def test_a_ledger_from_before_prices_stays_and_binds_its_estimate(old: Path) -> None:
    request = ImageRequest("A lion at dusk", AspectRatio.WIDE, "ada/lions", 7)
    with Library(old) as library:
        library.generations.begin(11, request, None, Decimal("0.02"), refinement=False)
    with closing(sqlite3.connect(old)) as connection:
        for name in ("provider", "price", "predict_seconds"):
            connection.execute(f"ALTER TABLE generation DROP COLUMN {name}")
        connection.execute("ALTER TABLE job DROP COLUMN budget")
        connection.execute("PRAGMA user_version = 4")
        connection.commit()
    with Library(old) as library:
        (asked,) = library.generations.of_job(4)
        assert (asked.provider, asked.price, asked.committed) == ("replicate", None, Decimal("0.02"))
        assert library.jobs.get(4).budget is None


def test_a_ledger_of_pictures_alone_is_kept_line_by_line_and_takes_the_rest(old: Path) -> None:
    request = ImageRequest("A lion at dusk", AspectRatio.WIDE, "ada/lions", 7)
    with Library(old) as library:
        asked = library.generations.begin(11, request, "Seen anew", Decimal("0.02"), refinement=True)
        library.generations.submitted(asked.id, "p1")
        before = library.generations.of_job(4)
    with closing(sqlite3.connect(old)) as connection:
        (made,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'generation'").fetchone()
        connection.execute("ALTER TABLE generation RENAME TO later")
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE tbl_name = 'later' AND type = 'index'"
        ).fetchall():
            connection.execute(f'DROP INDEX "{name}"')
        for column in ("job_id", "scene_id"):
            made = made.replace(f'"{column}" INTEGER', f'"{column}" INTEGER NOT NULL')
        connection.execute(made)
        for name in ("kind", "inputs"):
            connection.execute(f"ALTER TABLE generation DROP COLUMN {name}")
        names = ", ".join(row[1] for row in connection.execute("PRAGMA table_info(generation)"))
        connection.execute(f"INSERT INTO generation ({names}) SELECT {names} FROM later")  # noqa: S608 - names of our own
        connection.execute("DROP TABLE later")
        connection.execute('CREATE INDEX "generation_state" ON "generation" ("state")')
        connection.execute("PRAGMA user_version = 6")
        connection.commit()
    with Library(old) as library:
        assert library.generations.of_job(4) == before
        order = MediaOrder(GenerationKind.PLAN, MediaRequest("ada/bard", "A fox", 0), None)
        (plan,) = library.generations.begin_media(None, [order])
        assert (plan.id, plan.job_id, plan.scene_id) == (asked.id + 1, None, None)
    with closing(sqlite3.connect(old)) as connection:
        indexes = {row[1] for row in connection.execute("PRAGMA index_list(generation)")}
        assert "generation_state" in indexes
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'generation_before'").fetchall()


def test_a_ledger_from_before_variants_has_pictures_made_alone_and_from_words(old: Path) -> None:
    request = ImageRequest("A lion at dusk", AspectRatio.WIDE, "ada/lions", 7)
    with Library(old) as library:
        library.generations.begin(11, request, None, Decimal("0.02"), refinement=False)
    with closing(sqlite3.connect(old)) as connection:
        for name in ("batch", "pictures"):
            connection.execute(f"ALTER TABLE generation DROP COLUMN {name}")
        connection.execute("ALTER TABLE job DROP COLUMN reference_pictures")
        connection.execute("PRAGMA user_version = 7")
        connection.commit()
    with Library(old) as library:
        (asked,) = library.generations.of_job(4)
        assert (asked.batch, picture_request(asked).pictures, library.jobs.get(4).references) == (0, (), ())
        after = library.generations.succeed(asked.id, a_picture("lion"), None)
        assert after.scenes[0].picture or after.scenes[1].picture


def sound(database: Path) -> list[str]:
    """What SQLite finds wrong with a library."""
    with closing(sqlite3.connect(database)) as connection:
        return [row[0] for row in connection.execute("PRAGMA integrity_check")]


def test_an_old_library_is_sound_and_can_be_written_to(old: Path) -> None:
    with Library(old) as library:
        assert library.storyboards.set_picture(11, a_picture("lion")).scenes[1].picture
    assert sound(old) == ["ok"]


def test_one_whose_indexes_were_made_before_their_columns_is_mended(old: Path) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute('CREATE INDEX "scenerow_clip_id" ON "scene" ("clip_id")')
        connection.execute('ALTER TABLE "scene" ADD COLUMN "clip_id" INTEGER')
        connection.commit()
    assert sound(old) != ["ok"]
    with Library(old) as library:
        assert library.storyboards.set_picture(11, a_picture("lion")).scenes[1].picture
    assert sound(old) == ["ok"]
