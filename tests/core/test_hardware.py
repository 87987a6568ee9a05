"""A preset as the arguments of a card's encoder, for every kind; which are tried where."""

from dataclasses import replace
from itertools import product

import pytest

from vidstudio.core.export import PAIRS, ExportFormat, Quality, pair
from vidstudio.core.hardware import (
    HardwareEncoder,
    HardwareKind,
    Rating,
    candidates,
    card_arguments,
    card_codes,
    card_filters,
    choose,
    found_words,
    kind_of,
    trial,
)
from vidstudio.core.preset import Codec, Container, Preset, check_preset

MEDIUM = pair(ExportFormat.MP4, Quality.MEDIUM)
GOOD = Preset("Good", quality=20)
FINE_AV1 = Preset("Fine", Container.WEBM, Codec.AV1, quality=32)
VAAPI_CARD = "-init_hw_device vaapi=card -filter_hw_device card"


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        (HardwareKind.VIDEOTOOLBOX, "-c:v h264_videotoolbox -b:v 2500k"),
        (HardwareKind.NVENC, "-c:v h264_nvenc -rc vbr -b:v 2500k -maxrate 5000k -bufsize 10000k"),
        (HardwareKind.QSV, "-c:v h264_qsv -b:v 2500k -maxrate 5000k -bufsize 10000k"),
        (HardwareKind.VAAPI, f"{VAAPI_CARD} -c:v h264_vaapi -b:v 2500k -maxrate 5000k -bufsize 10000k"),
        (HardwareKind.AMF, "-c:v h264_amf -rc vbr_peak -b:v 2500k -maxrate 5000k -bufsize 10000k"),
    ],
)
def test_a_bit_rate(kind: HardwareKind, arguments: str) -> None:
    encoder = HardwareEncoder(kind, Codec.H264, Rating.BIT_RATE)
    assert " ".join(card_arguments(encoder, MEDIUM)) == arguments


@pytest.mark.parametrize(
    ("kind", "h264", "h265", "av1"),
    [
        (HardwareKind.VIDEOTOOLBOX, "-q:v 61", "-q:v 55", "-q:v 49"),
        (HardwareKind.NVENC, "-rc vbr -cq 20 -b:v 0", "-rc vbr -cq 23 -b:v 0", "-rc vbr -cq 32 -b:v 0"),
        (HardwareKind.QSV, "-global_quality 20", "-global_quality 23", "-global_quality 26"),
        (
            HardwareKind.VAAPI,
            "-rc_mode CQP -global_quality 20",
            "-rc_mode CQP -global_quality 23",
            "-rc_mode CQP -global_quality 130",
        ),
        (HardwareKind.AMF, "-rc cqp -qp_i 20 -qp_p 20", "-rc cqp -qp_i 23 -qp_p 23", "-rc cqp -qp_i 130 -qp_p 130"),
    ],
)
def test_a_quality_is_told_on_the_encoders_own_scale(kind: HardwareKind, h264: str, h265: str, av1: str) -> None:
    device = f"{VAAPI_CARD} " if kind is HardwareKind.VAAPI else ""
    presets = {h264: GOOD, h265: Preset("Good", codec=Codec.H265, quality=23), av1: FINE_AV1}
    for wanted, preset in presets.items():
        encoder = HardwareEncoder(kind, preset.codec, Rating.QUALITY)
        tag = " -tag:v hvc1" if preset.codec is Codec.H265 else ""
        assert " ".join(card_arguments(encoder, preset)) == f"{device}-c:v {encoder.name} {wanted}{tag}"


@pytest.mark.parametrize(("kind", "codec"), [*product(HardwareKind, (Codec.H264, Codec.H265, Codec.AV1))])
def test_every_quality_stays_on_the_scale(kind: HardwareKind, codec: Codec) -> None:
    most = {HardwareKind.VIDEOTOOLBOX: 100, HardwareKind.NVENC: 63, HardwareKind.QSV: 51}.get(kind, 255)
    most = most if codec is Codec.AV1 or kind is HardwareKind.VIDEOTOOLBOX else 51
    encoder, numbers = HardwareEncoder(kind, codec, Rating.QUALITY), []
    for quality in range(64 if codec is Codec.AV1 else 52):
        said = card_arguments(encoder, Preset("x", Container.MP4, codec, quality=quality))
        option = next(each for each in ("-q:v", "-cq", "-global_quality", "-qp_i") if each in said)
        numbers.append(int(said[said.index(option) + 1]))
    least = 0 if kind is HardwareKind.AMF else 1
    assert min(numbers) >= least
    assert max(numbers) <= most
    assert numbers == sorted(numbers, reverse=kind is HardwareKind.VIDEOTOOLBOX)


def test_only_vaapi_has_frames_brought_to_the_card() -> None:
    assert {kind: card_filters(kind) for kind in HardwareKind if kind is not HardwareKind.VAAPI} == dict.fromkeys(
        [HardwareKind.VIDEOTOOLBOX, HardwareKind.NVENC, HardwareKind.QSV, HardwareKind.AMF], "format=nv12"
    )
    assert card_filters(HardwareKind.VAAPI) == "format=nv12,hwupload"


def test_what_is_tried_depends_on_the_system_and_on_the_build() -> None:
    every = [f"{codec}_{kind}" for codec in ("h264", "hevc", "av1") for kind in HardwareKind]
    assert [each.kind for each in candidates("darwin", every)] == [HardwareKind.VIDEOTOOLBOX] * 6
    for platform, kinds in {"win32": ["nvenc", "qsv", "amf"], "linux": ["nvenc", "qsv", "vaapi", "amf"]}.items():
        assert list(dict.fromkeys(each.kind for each in candidates(platform, every))) == kinds
    assert candidates("linux", ["libx264", "hevc_vaapi", "h264_videotoolbox"]) == (
        HardwareEncoder(HardwareKind.VAAPI, Codec.H265, Rating.BIT_RATE),
        HardwareEncoder(HardwareKind.VAAPI, Codec.H265, Rating.QUALITY),
    )
    assert candidates("sunos5", every) == ()


def test_the_first_that_can_do_it_is_chosen() -> None:
    found = candidates("linux", ["h264_nvenc", "h264_vaapi", "av1_vaapi"])
    rated, good = choose(MEDIUM, found), choose(GOOD, found)
    assert rated == HardwareEncoder(HardwareKind.NVENC, Codec.H264, Rating.BIT_RATE)
    assert good == HardwareEncoder(HardwareKind.NVENC, Codec.H264, Rating.QUALITY)
    only_rated = [each for each in found if each.kind is HardwareKind.VAAPI or each.rating is Rating.BIT_RATE]
    assert choose(GOOD, only_rated) == HardwareEncoder(HardwareKind.VAAPI, Codec.H264, Rating.QUALITY)
    assert choose(FINE_AV1, found) == HardwareEncoder(HardwareKind.VAAPI, Codec.AV1, Rating.QUALITY)
    assert choose(Preset("HEVC", codec=Codec.H265, quality=23), found) is None
    assert choose(replace(MEDIUM, passes=2), found) is None
    assert [preset.name for preset in PAIRS if card_codes(preset)] == [
        *("mp4_low", "mov_low", "mp4_medium", "mov_medium", "mp4_high", "mov_high"),
    ]


def test_what_is_tried_could_be_a_preset() -> None:
    every = [f"{codec}_{kind}" for codec in ("h264", "hevc", "av1") for kind in HardwareKind]
    for platform in ("darwin", "win32", "linux"):
        for encoder in candidates(platform, every):
            assert choose(check_preset(trial(encoder)), [encoder]) == encoder


def test_names_tell_cards_from_software() -> None:
    assert [kind_of(name) for name in ("hevc_videotoolbox", "libx264", "prores_ks", "libsvtav1", "")] == [
        HardwareKind.VIDEOTOOLBOX,
        *[None] * 4,
    ]


def test_what_was_found_is_told_in_a_line() -> None:
    found = candidates("linux", ["h264_nvenc", "hevc_nvenc"])
    assert found_words(found) == "NVENC: H.264, H.265"
    assert found_words([*found, HardwareEncoder(HardwareKind.QSV, Codec.AV1, Rating.BIT_RATE)]) == (
        "NVENC: H.264, H.265; Quick Sync: AV1 (bit rate only)"
    )
    assert found_words([]) == "None works here"
