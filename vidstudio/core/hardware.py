"""The encoders of graphics cards: which there may be on a system, and a preset as their arguments.

Scaling, letters and all other filters stay in software; only the encoding goes to the card, and only in 8 bits, one
pass. Whether an encoder works is not known here, see ``services.hardware``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from vidstudio.core.preset import RULES, Codec, Preset


class HardwareKind(StrEnum):
    """A way to a card's encoders; its value ends the names ffmpeg gives them ("h264_nvenc")."""

    VIDEOTOOLBOX = "videotoolbox"
    NVENC = "nvenc"
    QSV = "qsv"
    VAAPI = "vaapi"
    AMF = "amf"

    @property
    def label(self) -> str:
        """As its maker writes it."""
        return _TITLES.get(self, self.value.upper())


_TITLES = {HardwareKind.VIDEOTOOLBOX: "VideoToolbox", HardwareKind.QSV: "Quick Sync"}


class Rating(StrEnum):
    """What an encoder is held to; cards and drivers often know only one of them."""

    BIT_RATE = "bit rate"
    QUALITY = "quality"


_KINDS = {
    "darwin": (HardwareKind.VIDEOTOOLBOX,),
    "win32": (HardwareKind.NVENC, HardwareKind.QSV, HardwareKind.AMF),
    "linux": (HardwareKind.NVENC, HardwareKind.QSV, HardwareKind.VAAPI, HardwareKind.AMF),
}
"""By ``sys.platform``, the one to choose first. A maker's own interface comes before VAAPI, which knows them all."""

_CODECS = (Codec.H264, Codec.H265, Codec.AV1)


@dataclass(frozen=True, slots=True)
class HardwareEncoder:
    """One codec of one kind, held to a bit rate or to a quality."""

    kind: HardwareKind
    codec: Codec
    rating: Rating

    @property
    def name(self) -> str:
        """As ffmpeg calls it."""
        return f"{self.codec}_{self.kind}"


def kind_of(encoder: str) -> HardwareKind | None:
    """The kind an encoder of ffmpeg is of by its name, None for one in software."""
    kind = encoder.rpartition("_")[2]
    return HardwareKind(kind) if kind in set(HardwareKind) else None


def candidates(platform: str, encoders: Iterable[str]) -> tuple[HardwareEncoder, ...]:
    """What is worth trying on a system with an ffmpeg that has those encoders, the one to choose first at the front."""
    known = set(encoders)
    every = (
        HardwareEncoder(kind, codec, rating)
        for kind in _KINDS.get(platform, ())
        for codec in _CODECS
        for rating in Rating
    )
    return tuple(encoder for encoder in every if encoder.name in known)


def card_codes(preset: Preset) -> bool:
    """Whether a card could encode by a preset at all: those codecs, in one pass."""
    return preset.codec in _CODECS and preset.passes == 1


def choose(preset: Preset, found: Iterable[HardwareEncoder]) -> HardwareEncoder | None:
    """The first of the encoders found that can do what a preset asks for."""
    rating = Rating.BIT_RATE if preset.video_kbps is not None else Rating.QUALITY
    fitting = (each for each in found if (each.codec, each.rating) == (preset.codec, rating))
    return next(fitting, None) if card_codes(preset) else None


def trial(encoder: HardwareEncoder) -> Preset:
    """A preset to try an encoder with: as it will be asked for, in middling numbers."""
    name = f"Try {encoder.name}"
    if encoder.rating is Rating.BIT_RATE:
        return Preset(name, codec=encoder.codec, video_kbps=2500)
    return Preset(name, codec=encoder.codec, quality=RULES[encoder.codec].usual)


def card_filters(kind: HardwareKind) -> str:
    """What ends the chain of filters: every kind takes NV12; VAAPI alone takes no frames in the main memory.

    FFmpeg, doc/encoders.texi, "VAAPI encoders".
    """
    return "format=nv12,hwupload" if kind is HardwareKind.VAAPI else "format=nv12"


def card_arguments(encoder: HardwareEncoder, preset: Preset) -> tuple[str, ...]:
    """Device, encoder and rate control, in place of what ``core.encoders`` has for the software.

    A device is named before the encoder that uses it; ffmpeg opens it before any input, wherever its option stands.
    Without a path it takes the first that works. The other kinds find theirs by themselves.
    """
    device: tuple[str, ...] = ()
    if encoder.kind is HardwareKind.VAAPI:
        device = ("-init_hw_device", "vaapi=card", "-filter_hw_device", "card")
    tag = ("-tag:v", "hvc1") if encoder.codec is Codec.H265 else ()
    return (*device, "-c:v", encoder.name, *_rate(encoder, preset), *tag)


def _rate(encoder: HardwareEncoder, preset: Preset) -> tuple[str, ...]:
    if preset.video_kbps is not None:
        return _bit_rate(encoder.kind, preset.video_kbps)
    return _quality(encoder, preset.quality or 0)


def _bit_rate(kind: HardwareKind, kbps: int) -> tuple[str, ...]:
    """A mean, with peaks of twice it over two seconds: a rate that varies, as the software's does.

    That there is a highest rate above the mean chooses the mode in Quick Sync and VAAPI (doc/encoders.texi, "QSV
    encoders"; libavcodec/vaapi_encode.c); NVENC and AMF have a word for it (``ffmpeg -h encoder=h264_nvenc``,
    ``h264_amf``); VideoToolbox aims at a mean if it is told nothing else.
    """
    mean, peaks = ("-b:v", f"{kbps}k"), ("-maxrate", f"{2 * kbps}k", "-bufsize", f"{4 * kbps}k")
    match kind:
        case HardwareKind.VIDEOTOOLBOX:
            return mean
        case HardwareKind.NVENC:
            return ("-rc", "vbr", *mean, *peaks)
        case HardwareKind.AMF:
            return ("-rc", "vbr_peak", *mean, *peaks)
        case _:
            return (*mean, *peaks)


def _quality(encoder: HardwareEncoder, quality: int) -> tuple[str, ...]:
    """Constant quality on the encoder's own scale, from the software's.

    H.264 and H.265 have the same 0 to 51 everywhere but in VideoToolbox, whose 1 to 100 runs the other way, and works
    on Apple's own processors only (libavcodec/videotoolboxenc.c). AV1 in NVENC has the software's 0 to 63 (``ffmpeg -h
    encoder=av1_nvenc``), in Quick Sync 1 to 51 (``ICQQuality`` of oneVPL), in VAAPI and AMF the format's own 0 to 255.
    0 means "as you like" to NVENC and Quick Sync, and to VAAPI as ``-global_quality``, which all its encoders know.
    """
    best, worst = RULES[encoder.codec].quality or (0, 51)
    part = (quality - best) / (worst - best)
    like_h264, av1 = max(1, round(51 * part)), encoder.codec is Codec.AV1
    match encoder.kind:
        case HardwareKind.VIDEOTOOLBOX:
            return ("-q:v", str(max(1, round(100 - 100 * part))))
        case HardwareKind.NVENC:
            return ("-rc", "vbr", "-cq", str(max(1, quality)), "-b:v", "0")
        case HardwareKind.QSV:
            return ("-global_quality", str(like_h264))
        case HardwareKind.VAAPI:
            return ("-rc_mode", "CQP", "-global_quality", str(max(1, round(255 * part)) if av1 else like_h264))
        case HardwareKind.AMF:
            step = str(round(255 * part) if av1 else quality)
            return ("-rc", "cqp", "-qp_i", step, "-qp_p", step)


def found_words(found: Iterable[HardwareEncoder]) -> str:
    """``NVENC: H.264, H.265; VAAPI: H.264 (bit rate only)``: what works, for the settings."""
    ratings: dict[HardwareKind, dict[Codec, set[Rating]]] = {}
    for each in found:
        ratings.setdefault(each.kind, {}).setdefault(each.codec, set()).add(each.rating)
    parts = []
    for kind, codecs in ratings.items():
        titles = [
            RULES[codec].title + (f" ({next(iter(known))} only)" if len(known) == 1 else "")
            for codec, known in codecs.items()
        ]
        parts.append(f"{kind.label}: {', '.join(titles)}")
    return "; ".join(parts) or "None works here"
