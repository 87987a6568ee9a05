"""Project files that somebody has tampered with: refused in our words, with nothing left of them."""

import io
import json
import random
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import a_studio, dump, fingerprints, image_bytes, made_job, picture_folder
from tests.studio.projects import full_job
from vidstudio.core.control import Control
from vidstudio.errors import VidstudioError
from vidstudio.services.project_archive import DOCUMENT, KIND
from vidstudio.studio.context import Studio
from vidstudio.studio.project_opening import open_project
from vidstudio.studio.project_saving import save_project

pytestmark = pytest.mark.slow

Entries = dict[str, bytes]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A project with everything in it, made in a home of its own."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIDSTUDIO_HOME", str(folder / "home"))
        with a_studio() as studio:
            job = full_job(studio, picture_folder(folder / "pictures"), folder)
            return save_project(studio, job.id, folder / "whole", Control()).read_bytes()


@pytest.fixture
def file(whole: bytes, tmp_path: Path) -> Path:
    (tmp_path / "whole.vidstudio").write_bytes(whole)
    return tmp_path / "whole.vidstudio"


def entries_of(file: Path) -> Entries:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(to: Path, entries: Entries, **changes: Callable[[zipfile.ZipInfo], None]) -> Path:
    """An archive of these; ``changes`` by a name without its folder and ending."""
    with zipfile.ZipFile(to, "w") as archive:
        for name, data in entries.items():
            entry = zipfile.ZipInfo(name)
            change = changes.get(Path(name).stem)
            if change is not None:
                change(entry)
            archive.writestr(entry, data)
    return to


def refused(studio: Studio, file: Path) -> str:
    """What is said against it; nothing has changed."""
    home = studio.places.data
    before = dump(home / "library.db"), fingerprints(home)
    with pytest.raises(VidstudioError) as told:
        open_project(studio, file, Control())
    assert (dump(home / "library.db"), fingerprints(home)) == before
    assert list((home / "videos").glob(".*")) == []
    assert "\n" not in told.value.message
    assert told.value.hint
    return told.value.message


@pytest.mark.parametrize(
    "name",
    [
        *("../evil", "/etc/passwd", "media/../../evil.png", "C:\\evil.png", "media\\9.png"),
        *("media/", "media/x.png", "media/9.PNG", "media/9.", "9.png", "mimetype/9", "média/9.png", "media/٣.png"),
        *("media/1234567.png", "__MACOSX/._9.png", "media/9.toolongsuffix"),
    ],
)
def test_other_names(studio: Studio, file: Path, tmp_path: Path, name: str) -> None:
    entries = entries_of(file) | {name: image_bytes()}
    assert " in it, which no project has." in refused(studio, packed(tmp_path / "b.vidstudio", entries))


def test_a_name_that_ends_before_its_end(studio: Studio, file: Path, tmp_path: Path) -> None:
    odd = packed(tmp_path / "b.vidstudio", entries_of(file) | {"media/999.png.exe": image_bytes()})
    odd.write_bytes(odd.read_bytes().replace(b"media/999.png.exe", b"media/999.png\0exe"))
    assert "has “media/999.png?exe” in it" in refused(studio, odd)


def a_link(entry: zipfile.ZipInfo) -> None:
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16


def a_folder(entry: zipfile.ZipInfo) -> None:
    entry.create_system, entry.external_attr = 3, (stat.S_IFDIR | 0o777) << 16


def deflated(entry: zipfile.ZipInfo) -> None:
    entry.compress_type = zipfile.ZIP_DEFLATED


@pytest.mark.parametrize("change", [a_link, a_folder, deflated])
@pytest.mark.parametrize("which", ["1", "mimetype"])
def test_links_folders_and_packed_media(
    studio: Studio, file: Path, tmp_path: Path, change: Callable[[zipfile.ZipInfo], None], which: str
) -> None:
    odd = packed(tmp_path / "b.vidstudio", entries_of(file), **{which: change})
    assert "in a way no project has" in refused(studio, odd)


def test_a_name_twice(studio: Studio, file: Path, tmp_path: Path) -> None:
    double = packed(tmp_path / "b.vidstudio", entries_of(file))
    with zipfile.ZipFile(double, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("media/1.png", image_bytes())
    assert "has “media/1.png” in it twice" in refused(studio, double)


def test_a_document_that_unpacks_to_gigabytes(studio: Studio, file: Path, tmp_path: Path) -> None:
    bomb = tmp_path / "b.vidstudio"
    with zipfile.ZipFile(bomb, "w") as archive:
        archive.writestr(zipfile.ZipInfo(KIND), b"application/x-vidstudio")
        entry = zipfile.ZipInfo(DOCUMENT)
        entry.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(entry, "w", force_zip64=True) as writing:
            for _ in range(64):
                writing.write(bytes(1 << 20))
    assert bomb.stat().st_size < 100_000
    assert "in a way no project has" in refused(studio, bomb)
    lying = bomb.read_bytes().replace(struct.pack("<L", 64 << 20), struct.pack("<L", 1000))
    bomb.write_bytes(lying)
    assert refused(studio, bomb)


def test_media_that_lie_over_each_other(studio: Studio, file: Path, tmp_path: Path) -> None:
    """Many entries of one place in the file: small to send, large to unpack."""
    entries = entries_of(file)
    with zipfile.ZipFile(tmp_path / "b.vidstudio", "w") as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name), data)
        large = next(entry for entry in archive.infolist() if entry.filename.endswith(".wav"))
        for number in range(500, 540):
            again = zipfile.ZipInfo(f"media/{number}.wav")
            again.header_offset, again.CRC = large.header_offset, large.CRC
            again.file_size = again.compress_size = large.file_size
            archive.filelist.append(again)
    assert "less in it than it says" in refused(studio, tmp_path / "b.vidstudio")


def test_a_list_that_would_fill_the_memory(studio: Studio, tmp_path: Path) -> None:
    listed = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 3, 20, *([0] * 15))
    count = 8_000_000 // len(listed) + 1
    whole = listed * count
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count & 0xFFFF, count & 0xFFFF, len(whole), 0, 0)
    (tmp_path / "b.vidstudio").write_bytes(whole + end)
    assert "too many files" in refused(studio, tmp_path / "b.vidstudio")
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, len(whole), 0)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(whole), 1)
    long_end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    (tmp_path / "b.vidstudio").write_bytes(whole + record + locator + long_end)
    assert "too many files" in refused(studio, tmp_path / "b.vidstudio")


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\5\6" + bytes(18), b"No project. " * 50, image_bytes()])
def test_what_is_no_project(studio: Studio, file: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.vidstudio").write_bytes(content)
    assert "is no project file of vidstudio" in refused(studio, tmp_path / "b.vidstudio")


def test_a_zip_of_another_kind(studio: Studio, file: Path, tmp_path: Path) -> None:
    entries = entries_of(file)
    for other in (
        {KIND: b"application/epub+zips--", DOCUMENT: entries[DOCUMENT]},
        {DOCUMENT: entries[DOCUMENT]},
        {KIND: entries[KIND]},
    ):
        assert "is no project file of vidstudio" in refused(studio, packed(tmp_path / "b.vidstudio", other))


@pytest.mark.parametrize(
    ("suffix", "content", "words"),
    [
        (".png", b"no picture at all", "The picture of scene 1 is no picture"),
        (".png", image_bytes(size=(8, 8)), "The picture of scene 1 is only 8x8 pixels"),
        (".wav", b"no sound", "The narration of scene 2 can't be used"),
        (".mp4", b"\x00\x00\x00\x18ftypisom" + bytes(200), "The clip of scene 3 can't be used"),
    ],
)
def test_media_that_are_none(
    studio: Studio, file: Path, tmp_path: Path, suffix: str, content: bytes, words: str
) -> None:
    entries = entries_of(file)
    name = next(name for name in entries if name.endswith(suffix))
    assert words in refused(studio, packed(tmp_path / "b.vidstudio", entries | {name: content}))


def test_a_medium_that_is_not_there(studio: Studio, file: Path, tmp_path: Path) -> None:
    entries = entries_of(file)
    del entries["media/2.png"]
    assert "media/2.png" in refused(studio, packed(tmp_path / "b.vidstudio", entries))


def test_a_bit_that_fell_over_on_the_way(studio: Studio, file: Path) -> None:
    data = bytearray(file.read_bytes())
    place = data.index(b"RIFF") + 1000
    data[place] ^= 4
    file.write_bytes(data)
    assert "is damaged: Bad CRC-32" in refused(studio, file)


@pytest.fixture
def archive(studio: Studio, tmp_path: Path) -> bytes:
    """A small project: what is wrong with it is found quickly, thousands of times."""
    job = made_job(studio, picture_folder(tmp_path / "few", 1), 1, text="A heron.")
    return save_project(studio, job.id, tmp_path / "small", Control()).read_bytes()


def opened_or_refused(studio: Studio, data: bytes, before: tuple[list[int], dict[str, str]]) -> None:
    """Either there is a whole new job, or a refusal in our words and nothing else."""
    home = studio.places.data
    file = home.parent / "tried.vidstudio"
    file.write_bytes(data)
    jobs, files = before
    try:
        job = open_project(studio, file, Control())
    except VidstudioError:
        assert [each.id for each in studio.library(lambda library: library.jobs.summaries())] == jobs
        assert fingerprints(home) == files
    else:
        for scene in job.scenes:
            assert scene.picture is None or (studio.storage.images(job.id) / scene.picture.file).is_file()
        studio.library(lambda library: library.jobs.discard(job.id))
        remove(studio.storage.job(job.id))
    assert [path for path in (home / "videos").iterdir() if path.name.startswith(".")] == []


def remove(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()


def state(studio: Studio) -> tuple[list[int], dict[str, str]]:
    return (
        [each.id for each in studio.library(lambda library: library.jobs.summaries())],
        fingerprints(studio.places.data),
    )


_OFTEN = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@_OFTEN
@given(chance=st.randoms(use_true_random=False), blows=st.integers(1, 6))
def test_bytes_changed_anywhere(studio: Studio, archive: bytes, chance: random.Random, blows: int) -> None:
    before, data = state(studio), bytearray(archive)
    for _ in range(blows):
        place = chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                data[place] ^= 1 << chance.randrange(8)
            case 1:
                data[place : place + 4] = chance.choice([b"\xff" * 4, bytes(4), b"\x00\x00\x00\x80", b"PK\5\6"])
            case 2:
                del data[place : place + chance.randrange(1, 200)]
            case _:
                data[place:place] = data[chance.randrange(len(data)) :][: chance.randrange(1, 100)]
        if not data:
            break
    opened_or_refused(studio, bytes(data), before)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield from places_in(each, (*path, key))


@_OFTEN
@given(data=st.data())
def test_anything_anywhere_in_the_document(studio: Studio, archive: bytes, data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        entries = {name: opened.read(name) for name in opened.namelist()}
    document = json.loads(entries[DOCUMENT])
    place = data.draw(st.sampled_from(sorted(places_in(document), key=str)))
    wrong = data.draw(_JSON | st.sampled_from(["../x", "media/1.png", "file:///etc/passwd", "http://[", 1e308, -1]))
    if place:
        target = document
        for step in place[:-1]:
            target = target[step]
        if data.draw(st.booleans()):
            target[place[-1]] = wrong
        else:
            del target[place[-1]]
    else:
        document = wrong
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive_again:
        for name, content in entries.items():
            archive_again.writestr(zipfile.ZipInfo(name), json.dumps(document) if name == DOCUMENT else content)
    opened_or_refused(studio, made.getvalue(), state(studio))
