"""What is in a file, by libav in this process: a probe costs tens of milliseconds, and no second program."""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from vidstudio.core.media import (
    FILM_FORMATS,
    MOST_PIXELS,
    MOST_SECONDS,
    MOST_SIDE,
    SOUND_FORMATS,
    AudioFacts,
    MediaFacts,
)
from vidstudio.errors import SourceUnreadable
from vidstudio.services.boxes import COPY_AGAIN, checked_boxes

# Code points of ITU-T H.273, in libav's names.
_SPACES = {0: "gbr", 1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020nc", 10: "bt2020c"}
_PRIMARIES = {1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "film", 9: "bt2020"}
_PRIMARIES |= {11: "smpte431", 12: "smpte432"}
_TRANSFERS = {1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "linear"}
_TRANSFERS |= {11: "iec61966-2-4", 13: "iec61966-2-1", 14: "bt2020-10", 15: "bt2020-12"}
_TRANSFERS |= {16: "smpte2084", 18: "arib-std-b67"}
_SHORT_SECONDS = 600.0
_LEAST_RATE = 16
"""Bytes a second of a film longer than that: a still screen, at a picture a second, takes more."""

_RANGES = {1: "tv", 2: "pc"}


def probe(path: Path) -> MediaFacts:
    """The facts of a film.

    The first picture is decoded: only it tells rotation and colours for certain, and that there is one at all.

    Raises:
        SourceMissing: no such file.
        SourceUnreadable: empty, cut off, damaged, a playlist, or without moving pictures.
        StorageRefused: it may not be read.
    """
    boxes = checked_boxes(path)
    with opened(path, FILM_FORMATS) as container:
        stream = film_stream(path, container)
        _check_size(path, stream.codec_context.width, stream.codec_context.height)
        frame = next(container.decode(stream), None)
        if frame is None:
            raise SourceUnreadable(f"No picture of “{path.name}” can be decoded.", COPY_AGAIN)
        facts = _facts(path, container, stream, frame, boxes)
    for width, height in ((facts.width, facts.height), (facts.display_width, facts.display_height)):
        _check_size(path, width, height)  # the first picture, and the shape of its pixels, may tell another one
    return facts


def probe_audio(path: Path) -> AudioFacts:
    """The facts of a music file, of which the first samples are decoded.

    Raises:
        SourceMissing, SourceUnreadable, StorageRefused: as ``probe`` does.
    """
    checked_boxes(path)
    with opened(path, SOUND_FORMATS) as container:
        stream = next(iter(container.streams.audio), None)
        if stream is None or next(container.decode(stream), None) is None:
            raise SourceUnreadable(f"There is no sound in “{path.name}”.", "Choose an mp3, wav, m4a, ogg or flac file.")
        context = stream.codec_context
        codec, channels, rate = context.codec.canonical_name, context.channels, context.sample_rate
        duration = _file_seconds(container)
        kind = _container_name(path, container)
    seconds = duration or _counted(path, SOUND_FORMATS, "audio")[0]
    _check_length(path, seconds)
    return AudioFacts(kind, codec, seconds, channels, rate)


def _check_size(path: Path, width: int, height: int) -> None:
    """Also before anything is decoded: a few bytes can claim a picture of any size."""
    if max(width, height) > MOST_SIDE or width * height > MOST_PIXELS:
        raise SourceUnreadable(
            f"“{path.name}” claims to be {width} by {height} pixels.",
            f"Films up to {MOST_SIDE} pixels on a side can be used.",
        )


@contextmanager
def opened(path: Path, formats: tuple[str, ...]) -> Iterator[InputContainer]:
    """The open file; whatever libav says against it, here or later, becomes ``SourceUnreadable``."""
    options = {"protocol_whitelist": "file", "format_whitelist": ",".join(formats)}
    try:
        with av.open(f"file:{path}", mode="r", options=options, metadata_errors="replace") as container:
            yield container
    except av.ArgumentError as exc:
        raise SourceUnreadable(
            f"“{path.name}” can't be read: it is of no kind that can be used here.",
            "Choose another file, or convert it first.",
        ) from exc
    except av.FFmpegError as exc:
        raise SourceUnreadable(f"“{path.name}” can't be read: {exc.strerror}.", COPY_AGAIN) from exc


def film_stream(path: Path, container: InputContainer) -> VideoStream:
    """The first video stream that is no cover picture."""
    for stream in container.streams.video:
        if not stream.disposition & (Disposition.attached_pic | Disposition.timed_thumbnails):
            _check_decodable(path, stream, "pictures")
            # Every thread holds pictures of its own, and how many threads there were would depend on the machine.
            stream.codec_context.thread_count = 1
            return stream
    raise SourceUnreadable(f"There are no moving pictures in “{path.name}”.", "Choose a video file.")


def _check_decodable(path: Path, stream: VideoStream | AudioStream, what: str) -> None:
    """A stream of a codec that libav does not know has no context, whatever its type says."""
    if getattr(stream, "codec_context", None) is None:
        raise SourceUnreadable(
            f"The {what} of “{path.name}” are in a format that can't be read.", "Convert it with another program first."
        )


def _facts(
    path: Path, container: InputContainer, stream: VideoStream, frame: VideoFrame, boxes: list[str]
) -> MediaFacts:
    track, audio = _played_sound(container)
    if audio:
        _check_decodable(path, audio, "sounds")
    video_seconds, frames = _video_seconds(container, stream), stream.frames or None
    if video_seconds is None:
        video_seconds, frames = _counted(path, FILM_FORMATS, "video")
    _check_length(path, video_seconds)
    context = stream.codec_context
    return MediaFacts(
        container=_container_name(path, container),
        duration=_file_seconds(container) or video_seconds,
        video_duration=video_seconds,
        video_codec=context.codec.canonical_name,
        profile=stream.profile or "",
        width=context.width,
        height=context.height,
        sample_aspect_ratio=stream.sample_aspect_ratio or Fraction(1),
        rotation=frame.rotation % 360,
        pix_fmt=frame.format.name,
        fps=_rate(stream),
        frames=frames,
        bits=max((component.bits for component in frame.format.components), default=8),
        color_space=_named(_SPACES, frame.colorspace, context.colorspace),
        color_transfer=_named(_TRANSFERS, frame.color_trc, context.color_trc),
        color_primaries=_named(_PRIMARIES, frame.color_primaries, context.color_primaries),
        color_range=_named(_RANGES, frame.color_range, context.color_range),
        audio_codec=audio.codec_context.codec.canonical_name if audio else None,
        channels=audio.codec_context.channels if audio else 0,
        sample_rate=audio.codec_context.sample_rate if audio else 0,
        faststart="mdat" in boxes and boxes.index("moov") < boxes.index("mdat"),
        size=container.size,
        interlaced=bool(frame.interlaced_frame),
        audio_track=track,
    )


def _check_length(path: Path, seconds: float) -> None:
    if not 0 < seconds <= MOST_SECONDS:
        claim = "no length" if not seconds > 0 else f"a length of {seconds / 3600:.0f} hours"
        raise SourceUnreadable(f"“{path.name}” claims to have {claim}.", COPY_AGAIN)
    # a few pictures far apart would be hours of work, and of an export, out of a file of nothing
    if seconds > _SHORT_SECONDS and path.stat().st_size < seconds * _LEAST_RATE:
        claim = f"{seconds / 60:.0f} minutes long, and has almost nothing in it"
        raise SourceUnreadable(f"“{path.name}” claims to be {claim}.", COPY_AGAIN)


def _played_sound(container: InputContainer) -> tuple[int, AudioStream | None]:
    """Number and stream of the sound a player would choose; 0 and None for a silent film."""
    for number, stream in enumerate(container.streams.audio):
        if stream.disposition & Disposition.default:
            return number, stream
    return 0, next(iter(container.streams.audio), None)


def _rate(stream: VideoStream) -> Fraction:
    """The mean rate, or where it varies the rate that all pictures fall on, unless that is a mere clock."""
    mean, base = stream.average_rate, stream.guessed_rate
    if mean and base and mean <= base <= 2 * mean:
        return base
    return mean or base or Fraction(30)


def _named(names: dict[int, str], *codes: int) -> str:
    """The name of the first code that says something."""
    return next((names[code] for code in codes if code in names), "unknown")


def _container_name(path: Path, container: InputContainer) -> str:
    """One demuxer of libav reads mp4 and mov, another webm and Matroska; the file itself tells which it is."""
    names = container.format.name.split(",")
    if "mp4" in names:
        return "mov" if container.metadata.get("major_brand", "qt  ").startswith("qt") else "mp4"
    if "webm" in names:
        with path.open("rb") as file:
            return "webm" if b"\x42\x82\x84webm" in file.read(256) else "matroska"
    return names[0]


def _file_seconds(container: InputContainer) -> float | None:
    return None if container.duration is None else container.duration / av.time_base


def _video_seconds(container: InputContainer, stream: VideoStream) -> float | None:
    """End of the last picture after the start of the file, or None where the file does not say."""
    base = stream.time_base
    if stream.duration and base:
        start = (stream.start_time or 0) * base - Fraction(container.start_time or 0, av.time_base)
        return float(start + stream.duration * base)
    tag = next((value for key, value in stream.metadata.items() if key.upper().startswith("DURATION")), "")
    return _tagged_seconds(tag)


def _tagged_seconds(tag: str) -> float | None:
    """Matroska's ``DURATION`` tag, "00:01:02.500000000", in seconds."""
    try:
        hours, minutes, seconds = tag.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds) or None
    except ValueError:
        return None


def _counted(path: Path, formats: tuple[str, ...], kind: str) -> tuple[float, int]:
    """Seconds and packets of the first stream of a kind, by reading the file to its end without decoding."""
    with opened(path, formats) as container:
        stream: VideoStream | AudioStream = getattr(container.streams, kind)[0]
        rate = getattr(stream, "average_rate", None)
        first, end, packets = None, 0.0, 0
        for packet in container.demux(stream):
            if packet.size:
                packets += 1
            if packet.pts is not None:
                at = float(packet.pts * packet.time_base)
                first = at if first is None else min(first, at)
                end = max(end, at + float((packet.duration or 0) * packet.time_base))
    by_rate = packets / float(rate) if rate else 0.0
    return max(end - (first or 0.0), 0.0) or by_rate, packets
