"""The export against the command anybody would type, in one run: ``python -m tests.bench.export [--rounds 3]``.

A ten second 1080p24 film (photos, slow moves, cross-fades: what this program makes), or any film given with
``--source``, to mp4 and webm at each quality asked for. Speed by turns, then size and likeness to the source: VMAF,
and PSNR of the luma, at the size of the source. MoviePy and HandBrake take part where they are installed.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import cv2
import imageio_ffmpeg  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt
import skimage.data

from tests.bench.timing import Contestant, alternate, print_table
from tests.factories import expected_of
from vidstudio.core.export import ExportFormat, Quality, export_plan, pair
from vidstudio.core.plan import Plan
from vidstudio.services.deliver import prepare
from vidstudio.services.probe import probe

FFMPEG = str(imageio_ffmpeg.get_ffmpeg_exe())
QUIET = (FFMPEG, "-nostdin", "-v", "error", "-nostats", "-y")
PHOTOS = ("motorcycle_left.png", "hubble_deep_field.jpg", "coffee.png")
WIDTH, HEIGHT, RATE = 1920, 1080, 24
SCENE, FADE = 96, 24
"""Frames."""
MOVIEPY = """
import sys
from moviepy import VideoFileClip
source, target, height, codec, sound, video, audio = sys.argv[1:]
clip = VideoFileClip(source).resized(height=int(height))
clip.write_videofile(target, codec=codec, audio_codec=sound, bitrate=video, audio_bitrate=audio, logger=None)
"""


def photo(number: int) -> npt.NDArray[np.uint8]:
    """A picture of the size and sharpness that image models give: a photo mirrored at its sides, with some grain.

    Enlarging the photo instead would leave no detail to lose, and flatter every encoder.
    """
    image = cv2.imread(str(Path(skimage.data.__file__).parent / PHOTOS[number % len(PHOTOS)]))
    assert image is not None
    down, across = max(0, 768 - image.shape[0]), max(0, 1344 - image.shape[1])
    tiled = cv2.copyMakeBorder(
        image, down // 2, down - down // 2, across // 2, across - across // 2, cv2.BORDER_REFLECT
    )
    cut = np.asarray(tiled[:768, :1344], np.float32)
    return np.clip(cut + np.random.default_rng(number).normal(0, 2, (768, 1344, 1)), 0, 255).astype(np.uint8)


def frames(count: int) -> Iterator[npt.NDArray[np.uint8]]:
    """BGR frames: each photo slowly nearer, and cross-fades between them."""
    for now in range(count):
        scene, at = divmod(now, SCENE)
        frame = drawn(scene, at)
        if scene and at < FADE:
            frame = np.asarray(
                cv2.addWeighted(frame, at / FADE, drawn(scene - 1, SCENE + at), 1 - at / FADE, 0), np.uint8
            )
        yield frame


def drawn(scene: int, at: int) -> npt.NDArray[np.uint8]:
    """One frame of one scene, ``at`` frames after its start."""
    image = pictures.setdefault(scene, photo(scene)) if scene not in pictures else pictures[scene]
    scale = (1 - 0.13 * at / (SCENE + FADE)) * 1344 / WIDTH
    left, top = (1344 - WIDTH * scale) * (0.3 + 0.2 * scene), (768 - HEIGHT * scale) / 2
    move = np.array([[scale, 0, left], [0, scale, top]], np.float32)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpAffine(image, move, (WIDTH, HEIGHT), flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


pictures: dict[int, npt.NDArray[np.uint8]] = {}


def make_film(path: Path, seconds: float) -> Path:
    """The film to export, at a bit rate far above that of any export."""
    raw = ("-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE), "-i", "pipe:0")
    sound = ("-f", "lavfi", "-i", f"anoisesrc=c=pink:a=0.1:r=48000:d={seconds},aformat=channel_layouts=stereo")
    picture = ("-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", "-c:v", "libx264", "-crf", "16")
    tags = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")
    writer = subprocess.Popen(
        [*QUIET[:1], *QUIET[2:], *raw, *sound, *picture, "-preset", "veryfast", *tags, "-c:a", "aac", str(path)],
        stdin=subprocess.PIPE,
    )
    assert writer.stdin is not None
    for frame in frames(round(seconds * RATE)):
        writer.stdin.write(frame.tobytes())
    writer.stdin.close()
    if writer.wait():
        raise SystemExit("The film could not be made.")
    return path


def own(source: Path, fmt: ExportFormat, quality: Quality, folder: Path) -> Plan:
    """Our plan; its output stays under its temporary name."""
    target = folder / f"own.{fmt}"
    return export_plan(
        source, probe(source), pair(fmt, quality), target=target, work=folder, ffmpeg=FFMPEG, token="bench"
    )


def obvious(source: Path, fmt: ExportFormat, quality: Quality, size: tuple[int, int], target: Path) -> Sequence[str]:
    """What anybody would type."""
    video, sound = ("libvpx-vp9", "libopus") if fmt is ExportFormat.WEBM else ("libx264", "aac")
    rates = ("-b:v", f"{quality.spec.video_kbps}k", "-c:a", sound, "-b:a", f"{quality.spec.audio_kbps}k")
    return (*QUIET, "-i", str(source), "-vf", f"scale={size[0]}:{size[1]}", "-c:v", video, *rates, str(target))


def moviepy(source: Path, fmt: ExportFormat, quality: Quality, size: tuple[int, int], target: Path) -> Sequence[str]:
    """The same by MoviePy, as its documentation shows it."""
    codecs = ("libvpx-vp9", "libopus") if fmt is ExportFormat.WEBM else ("libx264", "aac")
    rates = f"{quality.spec.video_kbps}k", f"{quality.spec.audio_kbps}k"
    return (sys.executable, "-c", MOVIEPY, str(source), str(target), str(size[1]), *codecs, *rates)


def handbrake(source: Path, fmt: ExportFormat, quality: Quality, size: tuple[int, int], target: Path) -> Sequence[str]:
    """The same by HandBrake, with the encoder preset it proposes."""
    webm, spec = fmt is ExportFormat.WEBM, quality.spec
    box = ("-w", str(size[0]), "-l", str(size[1]), "--crop", "0:0:0:0")
    video = ("-e", "VP9" if webm else "x264", "--encoder-preset", "medium", "-b", str(spec.video_kbps))
    sound = ("-E", "opus" if webm else "av_aac", "-B", str(spec.audio_kbps))
    container = "av_webm" if webm else "av_mp4"
    return ("HandBrakeCLI", "-i", str(source), "-o", str(target), "-f", container, *box, *video, *sound)


def likeness(export: Path, source: Path) -> str:
    """VMAF and PSNR of an export against its source, enlarged to it as a player would."""
    facts = probe(source)
    # By number, not by time: webm rounds times to milliseconds, and pictures would be compared with their neighbours.
    numbered = f"format=yuv420p,settb=AVTB,setpts=N/({facts.fps})/TB"
    same = f"scale={facts.width}:{facts.height}:flags=bicubic,{numbered}"
    scores = {}
    for name, pattern in (("libvmaf=n_threads=2", r"VMAF score: ([\d.]+)"), ("psnr", r"PSNR y:([\d.]+)")):
        graph = f"[0:v]{same}[a];[1:v]{numbered}[b];[a][b]{name}"
        command = [FFMPEG, "-nostdin", "-hide_banner", "-nostats", "-i", str(export), "-i", str(source)]
        done = subprocess.run(
            [*command, "-lavfi", graph, "-an", "-f", "null", "-"], capture_output=True, text=True, check=False
        )
        found = re.search(pattern, done.stderr)
        scores[name.partition("=")[0]] = f"{float(found[1]):.2f}" if found else "none"
    return f"VMAF {scores['libvmaf']}  PSNR-Y {scores['psnr']} dB"


def contest(source: Path, fmt: ExportFormat, quality: Quality, rounds: int, folder: Path) -> None:
    """One format at one quality."""
    plan = own(source, fmt, quality, folder)
    size = expected_of(plan).width, expected_of(plan).height
    typed = folder / f"obvious.{fmt}"

    def steps() -> Sequence[Sequence[str]]:
        prepare(plan)
        return [step.argv for step in plan.steps]

    outputs = {"obvious": typed, "ours": plan.output}
    contestants = [
        Contestant("obvious", lambda: [obvious(source, fmt, quality, size, typed)]),
        Contestant("ours", steps),
    ]
    if find_spec("moviepy"):
        outputs["MoviePy"] = folder / f"moviepy.{fmt}"
        by_moviepy = moviepy(source, fmt, quality, size, outputs["MoviePy"])
        contestants.append(Contestant("MoviePy", lambda: [by_moviepy]))
    if which("HandBrakeCLI") and fmt is not ExportFormat.MOV:
        outputs["HandBrake"] = folder / f"handbrake.{fmt}"
        by_handbrake = handbrake(source, fmt, quality, size, outputs["HandBrake"])
        contestants.append(Contestant("HandBrake", lambda: [by_handbrake]))
    print(f"\n{fmt} {quality}, {size[0]}x{size[1]}")
    print_table(alternate(contestants, rounds), "obvious")
    for name, path in outputs.items():
        facts = probe(path)
        kbps = 8 * facts.size / facts.duration / 1000
        print(f"{name:10} {kbps:6.0f} kbit/s in all  {likeness(path, source)}", flush=True)


def main() -> None:
    """Read the command line and run the contests."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--folder", type=Path, help="where to work, instead of the system's folder")
    parser.add_argument("--source", type=Path, help="a film to export instead of the one made here")
    parser.add_argument("--formats", nargs="*", default=["mp4", "webm"], choices=list(ExportFormat))
    parser.add_argument("--qualities", nargs="*", default=["medium"], choices=list(Quality))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vidstudio-bench-", dir=options.folder) as name:
        folder = Path(name)
        source = options.source or make_film(folder / "film.mp4", options.seconds)
        facts = probe(source)
        print(
            f"{facts.width}x{facts.height}, {facts.duration:.1f} s, {8 * facts.size / facts.duration / 1e6:.1f} Mbit/s"
        )
        for fmt in options.formats:
            for quality in options.qualities:
                contest(source, ExportFormat(fmt), Quality(quality), options.rounds, folder)


if __name__ == "__main__":
    main()
