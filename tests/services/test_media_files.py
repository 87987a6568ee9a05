"""Clips and sounds as they come: told by their bytes, whole or not, and written to disk within a limit."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.servers.replicate import TOKEN, ReplicateServer
from tests.servers.replicate_media import clip, sound
from tests.servers.replicate_script import html
from vidstudio.core.control import Control
from vidstudio.core.images import Prediction, PredictionStatus
from vidstudio.errors import Canceled, ImageServiceError, PictureRefused, PredictionFailed, ServiceUnreachable
from vidstudio.services.images.replicate import Replicate
from vidstudio.services.media.files import check_whole, suffix_of

BLUE = (0, 0, 255)


@pytest.fixture
def client(replicate_server: ReplicateServer) -> Iterator[Replicate]:
    """The service's own client."""
    with Replicate(TOKEN, replicate_server.url, timeout=2.0, pause=0.001) as service:
        yield service


@pytest.mark.parametrize(
    ("head", "suffix"),
    [
        (b"\0\0\0\x20ftypisom", ".mp4"),
        (b"\0\0\0\x20ftypqt  ", ".mov"),
        (b"\0\0\0\x20ftypM4A ", ".m4a"),
        (b"\x1a\x45\xdf\xa3\0\0\0\0", ".webm"),
        (b"RIFF\0\0\0\0WAVEfmt ", ".wav"),
        (b"ID3\x04", ".mp3"),
        (b"\xff\xfb\x90", ".mp3"),
        (b"OggS", ".ogg"),
        (b"fLaC", ".flac"),
        (b"<html>", ""),
        (b"\x89PNG\r\n\x1a\n", ""),
        (b"\xff\xd8\xff", ""),
        (b"\xff", ""),
        (b"", ""),
    ],
)
def test_a_file_is_told_by_its_first_bytes(tmp_path: Path, head: bytes, suffix: str) -> None:
    file = tmp_path / "x"
    file.write_bytes(head)
    assert suffix_of(file) == suffix


def test_a_whole_file_is_told_from_one_without_its_end(tmp_path: Path) -> None:
    file = tmp_path / "x"
    for data in (clip(1.0, BLUE), sound(1.0)):
        file.write_bytes(data)
        check_whole(file)
        file.write_bytes(data[:-50])
        with pytest.raises(ServiceUnreachable, match="incomplete"):
            check_whole(file)
    file.write_bytes(b"<html>Sign in</html>")
    with pytest.raises(ImageServiceError, match="no film and no sound"):
        check_whole(file)


def finished(server: ReplicateServer, how: str = "plain", host: str = "") -> Prediction:
    address = f"{host or server.url}/files/{how}/1.0000/0000ff.mp4"
    return Prediction("p", PredictionStatus.SUCCEEDED, (address,))


def test_a_download_is_on_disk_when_it_is_whole(
    client: Replicate, replicate_server: ReplicateServer, tmp_path: Path
) -> None:
    replicate_server.fail("file", html(503), times=2)
    client.download(finished(replicate_server), tmp_path / "a", 10**6, Control())
    assert (tmp_path / "a").read_bytes() == clip(1.0, BLUE)


@pytest.mark.parametrize("how", ["huge", "page", "expired", "circle", "short", "cut"])
def test_nothing_is_left_of_a_download_that_failed(
    client: Replicate, replicate_server: ReplicateServer, tmp_path: Path, how: str
) -> None:
    with pytest.raises(ImageServiceError):
        client.download(finished(replicate_server, how), tmp_path / "a", 10**6, Control())
    assert list(tmp_path.iterdir()) == []


def test_more_than_the_limit_is_not_taken_even_if_nobody_said_so(
    client: Replicate, replicate_server: ReplicateServer, tmp_path: Path
) -> None:
    with pytest.raises(ImageServiceError, match="larger than"):
        client.download(finished(replicate_server), tmp_path / "a", 1000, Control())
    assert list(tmp_path.iterdir()) == []


def test_a_cancel_leaves_nothing(client: Replicate, replicate_server: ReplicateServer, tmp_path: Path) -> None:
    control = Control()
    control.cancel()
    with pytest.raises(Canceled):
        client.download(finished(replicate_server), tmp_path / "a", 10**6, control)
    assert list(tmp_path.iterdir()) == []


def test_what_did_not_succeed_is_not_fetched(client: Replicate, tmp_path: Path) -> None:
    failed = Prediction("p", PredictionStatus.FAILED, error="CUDA out of memory")
    with pytest.raises(PredictionFailed, match="CUDA out of memory"):
        client.download(failed, tmp_path / "a", 10**6, Control())
    deleted = Prediction("p", PredictionStatus.SUCCEEDED, data_removed=True)
    with pytest.raises(PredictionFailed, match="already deleted"):
        client.download(deleted, tmp_path / "a", 10**6, Control())


@pytest.mark.parametrize("address", ["http://example.org/a.mp4", "ftp://127.0.0.1/a.mp4", "file:///etc/passwd"])
def test_an_address_that_is_not_safe_is_not_opened(client: Replicate, tmp_path: Path, address: str) -> None:
    with pytest.raises(ImageServiceError):
        client.download(Prediction("p", PredictionStatus.SUCCEEDED, (address,)), tmp_path / "a", 10**6, Control())


def test_small_pictures_go_along_and_large_ones_ahead(
    client: Replicate, replicate_server: ReplicateServer, tmp_path: Path
) -> None:
    small, large = tmp_path / "small.png", tmp_path / "large.png"
    for file, size in ((small, 190_000), (large, 200_000)):
        file.write_bytes(b"\x89PNG" + b"x" * size)
    assert client.sendable(small).startswith("data:image/png;base64,")
    assert len(client.sendable(small)) <= 256 * 1024
    address = client.sendable(large)
    assert httpx.URL(address).host == "127.0.0.1"
    (sent,) = replicate_server.seen("upload")
    assert sent.headers["authorization"] == f"Bearer {TOKEN}"
    assert replicate_server.uploads[address] == large.read_bytes()
    with pytest.raises(PictureRefused, match="can't be read"):
        client.sendable(tmp_path / "gone.png")


def test_an_upload_answered_with_nonsense_is_worth_another_try(
    client: Replicate, replicate_server: ReplicateServer, tmp_path: Path
) -> None:
    large = tmp_path / "large.png"
    large.write_bytes(b"x" * 200_000)
    for status in (500, 503):
        replicate_server.fail("upload", html(status))
        with pytest.raises(ServiceUnreachable):
            client.sendable(large)
