"""Sizes, rates and commands of an export, without running one."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from tests.factories import expected_of
from vidstudio.core.export import (
    DEFAULT_FORMAT,
    DEFAULT_QUALITY,
    ExportFormat,
    Quality,
    export_kinds,
    export_plan,
    fit,
    frame_rate,
    kept_as,
    pair,
    proposed,
    temporary_name,
    twin,
)
from vidstudio.core.hardware import HardwareEncoder, HardwareKind, Rating
from vidstudio.core.media import MediaFacts
from vidstudio.core.plan import Plan, ready
from vidstudio.core.preset import Codec, Container, Preset

_FILM = MediaFacts(
    container="mp4",
    duration=10.0,
    video_duration=10.0,
    video_codec="h264",
    profile="High",
    width=1920,
    height=1080,
    sample_aspect_ratio=Fraction(1),
    rotation=0,
    pix_fmt="yuv420p",
    fps=Fraction(24),
    frames=240,
    bits=8,
    color_space="bt709",
    color_transfer="bt709",
    color_primaries="bt709",
    color_range="tv",
    audio_codec="aac",
    channels=2,
    sample_rate=48000,
    faststart=True,
    size=9_000_000,
)


def _plan(facts: MediaFacts = _FILM, fmt: ExportFormat = ExportFormat.MP4, quality: Quality = Quality.MEDIUM) -> Plan:
    return export_plan(
        Path("/films/1/final.mp4"),
        facts,
        pair(fmt, quality),
        target=Path(f"/films/exports/1/{fmt}_{quality}.{fmt}"),
        work=Path("/scratch"),
        ffmpeg="/usr/bin/ffmpeg",
        token="t0",
    )


def test_what_is_left_open_is_the_default_or_everything() -> None:
    def kinds(fmt: ExportFormat | None, quality: Quality | None, *, every: bool) -> list[tuple[str, str]]:
        return [kept_as(preset) for preset in export_kinds(fmt, quality, every=every)]

    assert kinds(None, None, every=False) == [("mp4", "medium")]
    assert kinds(ExportFormat.WEBM, None, every=False) == [("webm", "medium")]
    assert kinds(ExportFormat.MOV, Quality.LOW, every=True) == [("mov", "low")]
    assert kinds(None, Quality.HIGH, every=True) == [("mp4", "high"), ("mov", "high"), ("webm", "high")]
    everything = export_kinds(None, None, every=True)
    assert len(set(everything)) == len(everything) == 9
    for row, preset in enumerate(everything):
        assert preset.container != "mov" or everything[row - 1] == twin(preset)


def _after(argv: tuple[str, ...], option: str) -> str:
    return argv[argv.index(option) + 1]


def test_writing_ends_far_above_what_an_export_takes() -> None:
    plan = _plan()
    assert 4 * plan.room < int(_after(plan.steps[0].argv, "-fs")) < 5 * plan.room + (16 << 20)
    assert "-fs" not in _plan(fmt=ExportFormat.WEBM).steps[0].argv, "the first pass writes no film"


def test_only_large_pictures_are_decoded_one_by_one() -> None:
    assert _after(_plan(replace(_FILM, width=8192, height=8192)).steps[0].argv, "-threads") == "1"
    argv = _plan(replace(_FILM, width=3840, height=2160)).steps[0].argv
    assert "-threads" not in argv[: argv.index("-i")]


def test_defaults() -> None:
    assert (DEFAULT_FORMAT, DEFAULT_QUALITY) == ("mp4", "medium")
    assert pair(DEFAULT_FORMAT, DEFAULT_QUALITY).stem == "mp4_medium"
    assert pair(ExportFormat.WEBM, Quality.HIGH).stem == "webm_high"


@pytest.mark.parametrize(
    ("film", "low", "medium", "high"),
    [
        ((1920, 1080), (854, 480), (1280, 720), (1920, 1080)),
        ((1080, 1920), (480, 854), (720, 1280), (1080, 1920)),
        ((1080, 1080), (480, 480), (720, 720), (1080, 1080)),
        ((3840, 2160), (854, 480), (1280, 720), (1920, 1080)),
        ((3840, 1080), (854, 240), (1280, 360), (1920, 540)),
        ((1024, 576), (854, 480), (1024, 576), (1024, 576)),
        ((853, 481), (852, 480), (852, 480), (852, 480)),
        ((483, 483), (480, 480), (482, 482), (482, 482)),
        ((64, 36), (64, 36), (64, 36), (64, 36)),
        ((10_000, 3), (854, 2), (1280, 2), (1920, 2)),
        ((1, 1), (2, 2), (2, 2), (2, 2)),
    ],
)
def test_a_film_fits_the_box_in_its_own_shape(
    film: tuple[int, int], low: tuple[int, int], medium: tuple[int, int], high: tuple[int, int]
) -> None:
    assert [fit(*film, pair(DEFAULT_FORMAT, quality)) for quality in Quality] == [low, medium, high]


def test_no_size_is_odd_leaves_its_box_or_is_stretched() -> None:
    for width in range(200, 2600, 37):
        for height in range(200, 2600, 41):
            for quality in Quality:
                across, down = fit(width, height, pair(DEFAULT_FORMAT, quality))
                assert across % 2 == down % 2 == 0
                assert max(across, down) <= quality.spec.width
                assert min(across, down) <= quality.spec.height
                assert across <= width
                assert down <= height
                # A side is at most one pixel off, plus the pixel an odd source gives up.
                assert abs(across * height - down * width) <= 2 * max(width, height)


@pytest.mark.parametrize(
    ("facts", "size"),
    [
        (replace(_FILM, rotation=90), (720, 1280)),
        (replace(_FILM, rotation=270), (720, 1280)),
        (replace(_FILM, rotation=180), (1280, 720)),
        (replace(_FILM, width=1440, sample_aspect_ratio=Fraction(4, 3)), (1280, 720)),
        (replace(_FILM, width=720, height=576, sample_aspect_ratio=Fraction(64, 45)), (1024, 576)),
        (replace(_FILM, width=1440, sample_aspect_ratio=Fraction(4, 3), rotation=90), (720, 1280)),
    ],
)
def test_the_size_on_screen_counts(facts: MediaFacts, size: tuple[int, int]) -> None:
    plan = _plan(facts)
    assert (expected_of(plan).width, expected_of(plan).height) == size
    assert f"scale={size[0]}:{size[1]}:" in _after(plan.steps[0].argv, "-vf")


@pytest.mark.parametrize(
    ("mean", "constant"),
    [
        (Fraction(24), Fraction(24)),
        (Fraction(24000, 1001), Fraction(24000, 1001)),
        (Fraction(60), Fraction(60)),
        (Fraction(12), Fraction(12)),
        (Fraction(2987, 100), Fraction(30000, 1001)),
        (Fraction(2396, 100), Fraction(24000, 1001)),
        (Fraction(2251, 100), Fraction(23)),
        (Fraction(1, 7), Fraction(1)),
        (Fraction(90_000), Fraction(120)),
        (Fraction(0), Fraction(30)),
    ],
)
def test_the_rate_is_constant_and_plain(mean: Fraction, constant: Fraction) -> None:
    assert frame_rate(mean) == constant


@pytest.mark.parametrize("fmt", [ExportFormat.MP4, ExportFormat.MOV])
def test_mp4_and_mov_are_one_pass_of_h264_and_aac(fmt: ExportFormat) -> None:
    plan = _plan(fmt=fmt, quality=Quality.HIGH)
    (step,) = plan.steps
    options = {option: _after(step.argv, option) for option in ("-c:v", "-c:a", "-b:v", "-b:a", "-f", "-i", "-r")}
    assert options == {
        "-c:v": "libx264",
        "-c:a": "aac",
        "-b:v": "5000k",
        "-b:a": "256k",
        "-f": str(fmt),
        "-i": f"file:{Path('/films/1/final.mp4')}",
        "-r": "24/1",
    }
    assert f"file:{plan.output}" in step.argv
    assert plan.output.name == f".{fmt}_high-t0.part.{fmt}"
    assert (plan.output.parent, plan.output.suffix) == (plan.target.parent, f".{fmt}")
    assert (expected_of(plan).container, expected_of(plan).video_codec, expected_of(plan).audio_codec) == (
        fmt,
        "h264",
        "aac",
    )
    assert plan.weight == 240
    assert plan.room == (5000 + 256) * 1000 // 8 * 10


def test_webm_is_two_passes_and_the_second_waits_for_the_first() -> None:
    plan = _plan(fmt=ExportFormat.WEBM, quality=Quality.LOW)
    first, second = plan.steps
    assert ready(plan.steps, []) == [first]
    assert ready(plan.steps, [first]) == [second]
    assert plan.weight == pytest.approx(240 * 1.15)
    assert [_after(step.argv, "-pass") for step in plan.steps] == ["1", "2"]
    assert [_after(step.argv, "-b:v") for step in plan.steps] == ["1000k", "1000k"]
    assert first.argv[-3:] == ("-f", "null", "-")
    assert "-an" in first.argv
    assert _after(second.argv, "-c:a") == "libopus"
    assert first.outputs == (Path("/scratch/export-t0/pass-0.log"),)
    assert plan.leftovers == (Path("/scratch/export-t0"),)


@pytest.mark.parametrize("fmt", list(ExportFormat))
def test_a_silent_film_stays_silent(fmt: ExportFormat) -> None:
    plan = _plan(replace(_FILM, audio_codec=None, channels=0, sample_rate=0), fmt)
    assert expected_of(plan).audio_codec is None
    assert all("-an" in step.argv and "-c:a" not in step.argv for step in plan.steps)


@pytest.mark.parametrize("transfer", ["smpte2084", "arib-std-b67"])
def test_high_dynamic_range_is_tone_mapped(transfer: str) -> None:
    facts = replace(_FILM, color_transfer=transfer, color_primaries="bt2020", color_space="unknown", bits=10)
    filters = _after(_plan(facts).steps[0].argv, "-vf")
    assert f"tin={transfer}" in filters
    assert "min=bt2020nc" in filters
    assert "tonemap=hable" in filters
    assert "tonemap" not in _after(_plan().steps[0].argv, "-vf")


def test_an_unnamed_matrix_is_guessed_by_size() -> None:
    unnamed = replace(_FILM, color_space="unknown")
    assert "in_color_matrix=bt709" in _after(_plan(unnamed).steps[0].argv, "-vf")
    assert "in_color_matrix=bt601" in _after(_plan(replace(unnamed, width=640, height=480)).steps[0].argv, "-vf")
    assert "in_color_matrix" not in _after(_plan().steps[0].argv, "-vf")


@pytest.mark.parametrize("stem", ["a" * 250, "é" * 120, "🎬" * 60, "plain", "-dash", "a:b"])
def test_the_temporary_name_is_hidden_in_the_same_folder_and_not_too_long(stem: str) -> None:
    target = Path("/out") / f"{stem}.webm"
    name = temporary_name(target, "0123456789abcdef", Container.WEBM)
    assert name.parent == target.parent
    assert name.name.startswith(".")
    assert name.name.endswith("-0123456789abcdef.part.webm")
    assert len(name.name.encode()) <= 255


def test_plans_side_by_side_share_no_file() -> None:
    one, other = (
        export_plan(
            Path("/in.mp4"),
            _FILM,
            pair(ExportFormat.WEBM, Quality.LOW),
            target=Path("/out/a.webm"),
            work=Path("/scratch"),
            ffmpeg="ffmpeg",
            token=token,
        )
        for token in ("a", "b")
    )
    assert not _written(one) & _written(other)


def _written(plan: Plan) -> set[Path]:
    return {plan.output, *plan.leftovers, *(path for step in plan.steps for path in step.outputs)}


def _by_card(kind: HardwareKind, preset: Preset, facts: MediaFacts = _FILM) -> Plan:
    rating = Rating.BIT_RATE if preset.video_kbps else Rating.QUALITY
    target, work = Path("/films/exports/1/x.mp4"), Path("/scratch")
    hardware = HardwareEncoder(kind, preset.codec, rating)
    return export_plan(
        Path("/film.mp4"), facts, preset, target=target, work=work, ffmpeg="ffmpeg", token="t0", hardware=hardware
    )


@pytest.mark.parametrize("kind", HardwareKind)
def test_a_card_encodes_what_the_software_has_scaled_and_lettered(kind: HardwareKind) -> None:
    preset = Preset("x", codec=Codec.H265, width=1280, height=720, quality=23, watermark="draft", time_code=True)
    plan = _by_card(kind, preset)
    (step,) = plan.steps
    filters = _after(step.argv, "-vf").split(",")
    letters = [row for row, each in enumerate(filters) if each.startswith("drawtext=")]
    upload = ["format=nv12", "hwupload"] if kind is HardwareKind.VAAPI else ["format=nv12"]
    assert filters[letters[-1] + 1 :] == upload
    assert (_after(step.argv, "-c:v"), plan.encoder) == (f"hevc_{kind}", f"hevc_{kind}")
    assert _after(step.argv, "-tag:v") == "hvc1"
    order = [step.argv.index(each) for each in ("-i", "-map", "-vf", "-c:v", "-tag:v", "-c:a", "-movflags", "-fs")]
    assert order == sorted(order)
    assert not {"-crf", "-preset", "-x265-params", "-pix_fmt"} & set(step.argv)


def test_a_device_is_named_before_the_encoder_that_uses_it() -> None:
    (step,) = _by_card(HardwareKind.VAAPI, pair(ExportFormat.MP4, Quality.LOW)).steps
    device, filters, encoder = (step.argv.index(each) for each in ("-init_hw_device", "-filter_hw_device", "-c:v"))
    assert device < filters < encoder
    assert _after(step.argv, "-init_hw_device").partition("=")[2] == _after(step.argv, "-filter_hw_device")


def test_both_ways_make_the_same_file() -> None:
    preset = pair(ExportFormat.MP4, Quality.MEDIUM)
    card, software = _by_card(HardwareKind.NVENC, preset), _plan()
    assert (card.expected, card.room, card.leftovers) == (software.expected, software.room, software.leftovers)
    assert software.encoder == "libx264"


@pytest.mark.parametrize(
    ("size", "ending", "slug"),
    [
        ((1920, 1080), "", "mp4_medium"),
        ((1280, 720), "mov", "mov_medium"),
        ((854, 480), "", "mp4_low"),
        ((480, 854), "webm", "webm_low"),
        ((480, 480), "mp4", "mp4_low"),
        ((640, 640), "", "mp4_medium"),
        ((856, 480), "avi", "mp4_medium"),
    ],
)
def test_a_pair_is_proposed_from_the_film(size: tuple[int, int], ending: str, slug: str) -> None:
    assert proposed(*size, ending).name == slug
