"""The outer shape of an mp4 or mov file, read without libav: whether it is whole, and in which order it lies."""

from pathlib import Path

from vidstudio.errors import SourceMissing, SourceUnreadable, StorageRefused

COPY_AGAIN = "Copy it again from where it came from, or render it anew."


def top_level_boxes(path: Path) -> list[tuple[str, int]]:
    """Name and end (offset in bytes) of each top-level box of an mp4 or mov file; empty for any other file.

    ISO/IEC 14496-12, 4.2: a size of 1 is followed by a 64-bit size, 0 reaches to the end of the file. The last end is
    beyond the size of the file if the file was cut off.
    """
    boxes: list[tuple[str, int]] = []
    size = path.stat().st_size
    with path.open("rb") as file:
        start = 0
        while start + 8 <= size and len(boxes) < 10_000:
            file.seek(start)
            head = file.read(16)
            length, name = int.from_bytes(head[:4], "big"), head[4:8]
            length = {0: size - start, 1: int.from_bytes(head[8:16], "big")}.get(length, length)
            if length < 8 or not name.isascii() or (not boxes and name not in {b"ftyp", b"moov", b"wide", b"mdat"}):
                break
            start += length
            boxes.append((name.decode("ascii"), start))
    return boxes


def checked_boxes(path: Path) -> list[str]:
    """Names of the top-level boxes of a file that is there, not empty and not cut off."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise SourceUnreadable(f"“{path.name}” is a folder, not a file.", "Choose a file.")
        boxes = top_level_boxes(path)
    except FileNotFoundError as exc:
        raise SourceMissing(f"“{path.name}” is not there any more.", f"It was looked for in {path.parent}.") from exc
    except OSError as exc:
        raise StorageRefused(f"“{path.name}” can't be read: {exc.strerror}.", "Check its permissions.") from exc
    if not size:
        raise SourceUnreadable(f"“{path.name}” is empty.", COPY_AGAIN)
    names = [name for name, _ in boxes]
    if names and "meta" not in names and ("moov" not in names or boxes[-1][1] > size):
        raise SourceUnreadable(f"“{path.name}” is incomplete: it was cut off while it was written.", COPY_AGAIN)
    return names
