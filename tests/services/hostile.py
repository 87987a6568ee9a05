"""Damaged and hostile media files, the same every time: what tests of untrusted media are fed with."""

import io
import random
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vidstudio.services.ffmpeg import find_ffmpeg

_PICTURE = ("-f", "lavfi", "-i", "testsrc2=s=160x90:r=24:d=1")
_TONE = ("-f", "lavfi", "-i", "sine=r=48000:d=1")
_H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")
_WHOLE = {
    "mp4": _H264,
    "mov": _H264,
    "mkv": _H264,
    "ts": _H264,
    "webm": ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus"),
    "avi": ("-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-c:a", "pcm_s16le"),
    "gif": ("-an", "-c:v", "gif"),
    "wav": ("-vn", "-c:a", "pcm_s16le"),
    "mp3": ("-vn", "-c:a", "libmp3lame"),
}
_NAMES = (
    "-i.mp4",
    "-y",
    "a\nb.mp4",
    "%d.mp4",
    "a:b.mp4",
    "'\".mp4",
    "http:x.mp4",
    "🎬 é.mp4",
    "$(touch x).mp4",
    "a" * 240,
)


@dataclass(frozen=True, slots=True)
class Canary:
    """What must not be read: a file with a secret in it, and an address somebody listens at.

    Attributes:
        beside: name of a third one, in the folder of the hostile files: libav by itself trusts neighbours most.
    """

    file: Path
    url: str
    beside: str = "canary.ts"


def whole_films(folder: Path) -> dict[str, bytes]:
    """A second of film, or of its sound, in each kind of file."""
    found = {}
    for kind, codecs in _WHOLE.items():
        file = folder / f"whole.{kind}"
        command = [find_ffmpeg(""), "-v", "error", *_PICTURE, *_TONE, *codecs, "-shortest", str(file)]
        subprocess.run(command, check=True)
        found[kind] = file.read_bytes()
    return found


def hostile_files(folder: Path, whole: dict[str, bytes], canary: Canary, count: int, seed: int) -> Iterator[Path]:
    """Writes that many files into the folder and gives their paths; the same seed makes the same ones."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    made: list[tuple[str, bytes]] = [*_fixed(whole, canary)]
    damages: list[Callable[[random.Random, bytes], bytes]] = [_cut, _few_flips, _many_flips, _head_flips, _spliced]
    while len(made) < count:
        kind = chance.choice(sorted(whole))
        damage = damages[len(made) % len(damages)]
        extension = chance.choice(sorted(whole)) if chance.random() < 0.2 else kind
        made.append((f"{damage.__name__[1:]}-{len(made)}.{extension}", damage(chance, whole[kind])))
    (folder / canary.beside).write_bytes(whole["ts"])
    for name, data in made[:count]:
        file = folder / name
        file.write_bytes(data)
        yield file


def _fixed(whole: dict[str, bytes], canary: Canary) -> Iterator[tuple[str, bytes]]:
    yield "empty.mp4", b""
    yield "zeros.mp4", bytes(100_000)
    yield "noise.mkv", random.Random(1).randbytes(50_000)
    for row, name in enumerate(_NAMES):
        yield name, whole["mp4"] if row % 2 else whole["mp4"][:-2000]
    for target in (
        canary.beside,
        canary.file.as_uri(),
        str(canary.file),
        canary.url,
        f"concat:{canary.file}",
        f"subfile,,:{canary.file}",
    ):
        yield from _playlists(target)
        number = zlib.crc32(target.encode()) % 1000
        yield f"dref{number}.mp4", _elsewhere(whole["mp4"], _url_entry(target))
        yield f"alias{number}.mov", _elsewhere(whole["mov"], _alias_entry(target))
    for kind in ("gif", "wav", "mp3"):
        yield f"{kind}.mp4", whole[kind]
        yield f"{kind}.{kind}", whole[kind]
    yield from _of_matroska(whole["mkv"])
    yield from _miscounted(whole["mp4"])
    yield "bomb.mp4", _bomb()
    yield "bomb.srt", _bomb()
    yield "huge.png", _png(100_000, 100_000)
    yield "huge-png.mp4", _png(100_000, 100_000)
    yield "huge.avi", _resized_jpeg(whole["avi"])
    yield "wide.mp4", _retracked(whole["mp4"])
    yield "deep.mp4", _nested(20_000)
    yield "boxes.mp4", whole["mp4"][:32] + struct.pack(">I4sQ", 1, b"moov", 1 << 62) + bytes(64)
    yield "negative.mp4", whole["mp4"].replace(b"stts", b"stts", 1).replace(b"\x00\x00\x02\x00", b"\xff\xff\xff\xff")
    yield "endless.mp4", _lengthened(whole["mp4"])
    yield "text.mov", b"#!/bin/sh\ntouch /tmp/never\n" * 50


def _playlists(target: str) -> Iterator[tuple[str, bytes]]:
    number = zlib.crc32(target.encode()) % 100_000
    hls = f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{target}\n#EXT-X-ENDLIST\n"
    dash = (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
        'mediaPresentationDuration="PT1S">'
        f'<Period><AdaptationSet mimeType="video/mp4"><Representation id="1"><BaseURL>{target}</BaseURL>'
        "<SegmentBase/></Representation></AdaptationSet></Period></MPD>"
    )
    sdp = f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\na=control:{target}\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n"
    texts = {
        "m3u8": hls,
        "ffconcat": f"ffconcat version 1.0\nfile '{target}'\n",
        "mpd": dash,
        "sdp": sdp,
        "pls": f"[playlist]\nFile1={target}\nNumberOfEntries=1\n",
        "smil": f'<smil><body><video src="{target}"/></body></smil>',
    }
    for kind, text in texts.items():
        yield f"list{number}.{kind}", text.encode()
        yield f"list{number}-{kind}.mp4", text.encode()


def _cut(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(1, len(data))]


def _flipped(chance: random.Random, data: bytes, count: int, within: int) -> bytes:
    changed = bytearray(data)
    for _ in range(count):
        changed[chance.randrange(min(within, len(changed)))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _few_flips(chance: random.Random, data: bytes) -> bytes:
    return _flipped(chance, data, 3, len(data))


def _many_flips(chance: random.Random, data: bytes) -> bytes:
    return _flipped(chance, data, len(data) // 50, len(data))


def _head_flips(chance: random.Random, data: bytes) -> bytes:
    return _flipped(chance, data, 8, 400)


def _spliced(chance: random.Random, data: bytes) -> bytes:
    """A piece of it twice, or missing."""
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.randrange(1, 5000))
    return data[:end] + data[start:] if chance.random() < 0.5 else data[:start] + data[end:]


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("film.mp4", bytes(30_000_000))
    return packed.getvalue()


def _png(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def _resized_jpeg(avi: bytes) -> bytes:
    """Every picture of a motion JPEG file claims to be 65,500 pixels on each side."""
    parts = avi.split(b"\xff\xc0\x00\x11\x08")
    return (b"\xff\xc0\x00\x11\x08").join(
        [parts[0], *(struct.pack(">HH", 65_500, 65_500) + part[4:] for part in parts[1:])]
    )


def _retracked(mp4: bytes) -> bytes:
    """The sample description claims another size than the pictures have."""
    at = mp4.index(b"avc1", mp4.index(b"stsd")) + 28
    return mp4[:at] + struct.pack(">HH", 65_535, 65_535) + mp4[at + 4 :]


def _lengthened(mp4: bytes) -> bytes:
    """The one picture of each sample time lasts for years."""
    at = mp4.index(b"stts") + 12
    return mp4[:at] + struct.pack(">II", struct.unpack(">I", mp4[at : at + 4])[0], 0x7FFFFFFF) + mp4[at + 8 :]


def _nested(depth: int) -> bytes:
    data = b""
    for _ in range(depth):
        data = struct.pack(">I4s", len(data) + 8, b"moov") + data
    return struct.pack(">I4s4sI4s", 20, b"ftyp", b"isom", 0, b"isom") + data


def _of_matroska(mkv: bytes) -> Iterator[tuple[str, bytes]]:
    """Other sizes, lengths, times and codecs than its pictures have; a length of its own in the file, or none."""
    yield "codec.mkv", mkv.replace(b"V_MPEG4/ISO/AVC", b"V_MPEG4/ISO/XYZ")
    yield "sound.mkv", mkv.replace(b"A_AAC", b"A_XYZ")
    for name, mark, size in (("width", b"\xb0", 1), ("height", b"\xba", 1)):
        at = mkv.index(mark + bytes([0x80 | size]), mkv.index(b"\xe0", mkv.index(b"V_MPEG4")))
        yield f"{name}.mkv", mkv[:at] + mark + b"\x81\xff" + mkv[at + 3 :]
        yield f"long-{name}.mkv", mkv[:at] + mark + b"\x83\x01\x86\xa0" + mkv[at + 3 :]
    at = mkv.index(b"\x44\x89\x88")
    for name, seconds in (("hours", 80_000.0), ("years", 1e12), ("never", 0.0), ("nan", float("nan"))):
        changed = mkv[: at + 3] + struct.pack(">d", 1000 * seconds) + mkv[at + 11 :]
        yield f"{name}.mkv", changed.replace(b"DURATION", b"DURATIOM")
    # a cluster that begins twenty hours later, so that its pictures are far from the first ones
    first = mkv.index(b"\x1f\x43\xb6\x75")
    piece = mkv[first : mkv.index(b"\x1c\x53\xbb\x6b", first)]
    at = piece.index(b"\xe7\x81")
    yield "gap.mkv", mkv[:first] + piece + piece[:at] + b"\xe7\x84" + struct.pack(">I", 72_000_000) + piece[at + 3 :]


def _miscounted(mp4: bytes) -> Iterator[tuple[str, bytes]]:
    """Tables that claim to have more entries than the file has bytes."""
    for table in (b"stsz", b"stts", b"stsc", b"stco", b"ctts", b"stss", b"elst"):
        for number in (1 << 16, 1 << 24, (1 << 32) - 1):
            at = mp4.find(table)
            if at >= 0:
                ahead = 12 if table == b"stsz" else 8
                yield (
                    f"{table.decode()}-{number}.mp4",
                    mp4[: at + ahead] + struct.pack(">I", number) + mp4[at + ahead + 4 :],
                )
    at = mp4.index(b"stsz")
    yield "sizes.mp4", mp4[: at + 8] + struct.pack(">II", 1, 1 << 27) + mp4[at + 16 :]


def _url_entry(target: str) -> bytes:
    location = target.encode() + b"\0"
    return struct.pack(">I4sI", 12 + len(location), b"url ", 0) + location


def _alias_entry(target: str) -> bytes:
    """A record of the Macintosh's file manager, which names a volume, a file and its whole path."""
    name = target.rpartition("/")[2].encode()[:63]
    path = target.removeprefix("file://").encode()
    head = bytes(10) + bytes([4]) + b"disk".ljust(27, b"\0") + bytes(12) + bytes([len(name)]) + name.ljust(63, b"\0")
    paths = struct.pack(">HH", 2, len(path)) + path + bytes(len(path) % 2) + b"\xff\xff\0\0"
    body = (head + bytes(16) + struct.pack(">HH", 1, 1) + bytes(16) + paths).ljust(160, b"\0")
    return struct.pack(">I4sI", 12 + len(body), b"alis", 0) + body


def _elsewhere(mp4: bytes, entry: bytes) -> bytes:
    """Its media data lie in another file: the data reference names that one instead of the file itself."""

    def rebuilt(data: bytes) -> bytes:
        out, at = b"", 0
        while at + 8 <= len(data):
            size, name = struct.unpack(">I4s", data[at : at + 8])
            body = data[at + 8 : at + size] if size >= 8 else data[at + 8 :]
            if name in {b"moov", b"trak", b"mdia", b"minf", b"dinf"}:
                body = rebuilt(body)
            elif name == b"dref":
                body = body[:8] + entry
            out += struct.pack(">I4s", len(body) + 8, name) + body
            at += max(8, size)
        return out

    return rebuilt(mp4)
