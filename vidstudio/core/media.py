"""What is in a film or sound file: the facts plans are made from and outputs are checked against."""

from dataclasses import dataclass
from fractions import Fraction

FILM_FORMATS = ("mov", "mp4", "m4a", "3gp", "3g2", "mj2", "matroska", "webm", "avi", "mpegts", "mpeg", "h264", "hevc")
"""Demuxers, by libav's names, that may open a film. Playlists are not among them: they would open other files."""

SOUND_FORMATS = ("mp3", "wav", "w64", "flac", "ogg", "aac", "aiff", "mov", "mp4", "m4a", "matroska", "webm")
"""Demuxers that may open a music file."""

MOST_SIDE = 16_384
MOST_PIXELS = 1 << 28
"""Of a picture: twice 8K on either side. What claims more is damaged, or wants our memory."""

MOST_SECONDS = 86_400.0
"""A day: longer than any film; what claims more is damaged."""

_MANY_PIXELS = 1 << 25
"""Of a picture, 8K: each of a decoder's threads holds another one of them."""

HDR_TRANSFERS = frozenset({"smpte2084", "arib-std-b67"})
"""Transfer functions of PQ and HLG, ITU-R BT.2100."""


BLOCKS = ("-max_alloc", str(1 << 30))
"""ffmpeg's option for a whole command: no block of memory is larger than a film needs, bytes."""


def only(formats: tuple[str, ...]) -> tuple[str, ...]:
    """What ffmpeg is told before an input: it is one file in one of these formats.

    Neither a playlist nor an address inside the file is followed.
    """
    return "-protocol_whitelist", "file", "-format_whitelist", ",".join(formats)


def film_limits(pixels: int = 0) -> tuple[str, ...]:
    """What ffmpeg is told before the one input that is a film, of so many pixels a picture if that is known.

    Large ones are decoded one by one: every thread of a decoder holds another, which comes to gigabytes.
    """
    alone = ("-threads", "1") if pixels > _MANY_PIXELS else ()
    return *BLOCKS, *only(FILM_FORMATS), "-max_pixels", str(MOST_PIXELS), *alone


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """A music file, or the sound of a film; duration in seconds, sample rate in Hz."""

    container: str
    codec: str
    duration: float
    channels: int
    sample_rate: int


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """A film, as probed. Names are libav's ("h264", "yuv420p", "bt709"); "unknown" where the file does not say.

    Attributes:
        container: "mp4", "mov", "webm", "matroska", or libav's name of another.
        duration: of the file, seconds.
        video_duration: seconds from the start of the file to the end of its last picture.
        width, height: as stored, before pixel shape and rotation.
        sample_aspect_ratio: shape of one pixel, 1 for square.
        rotation: degrees counterclockwise a player turns it by: 0, 90, 180 or 270.
        fps: frame rate; where it varies, the rate the pictures fall on, or their mean.
        frames: number of pictures, or None where the file does not say.
        bits: per colour component.
        color_range: "tv" (limited), "pc" (full) or "unknown".
        audio_codec: None for a silent film; channels and sample rate are 0 then.
        faststart: whether an mp4 or mov can be played while it is fetched (index before data).
        size: bytes.
        interlaced: whether every second line of a picture is of another moment.
        audio_track: which of its sounds is the one to play: the one marked as such, else the first.
    """

    container: str
    duration: float
    video_duration: float
    video_codec: str
    profile: str
    width: int
    height: int
    sample_aspect_ratio: Fraction
    rotation: int
    pix_fmt: str
    fps: Fraction
    frames: int | None
    bits: int
    color_space: str
    color_transfer: str
    color_primaries: str
    color_range: str
    audio_codec: str | None
    channels: int
    sample_rate: int
    faststart: bool
    size: int
    interlaced: bool = False
    audio_track: int = 0

    @property
    def display_width(self) -> int:
        """Width on screen in square pixels, turned upright."""
        return self.height if self.rotation in {90, 270} else self._shaped_width

    @property
    def display_height(self) -> int:
        """Height on screen in square pixels, turned upright."""
        return self._shaped_width if self.rotation in {90, 270} else self.height

    @property
    def _shaped_width(self) -> int:
        return max(1, round(self.width * self.sample_aspect_ratio))

    @property
    def hdr(self) -> bool:
        """Whether it needs tone mapping for an ordinary screen."""
        return self.color_transfer in HDR_TRANSFERS
