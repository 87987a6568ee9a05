"""The same film by other programs: MoviePy 2 by its Python, melt by a project with Qt's blending as camera.

Both are given where the whole picture lies in every frame, computed from the very windows that our renderer draws, so
that all show the same moves and fades and differ in speed and fidelity alone.
"""

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement

from tests.bench.films import FFMPEG, HEIGHT, WIDTH
from tests.bench.timing import Contestant
from vidstudio.core.frames_spec import FramesSpec, LayerSpec
from vidstudio.core.motion import travel, window

Place = tuple[float, float, float, float]
"""Left, top, width and height in pixels of the film."""


@dataclass(frozen=True, slots=True)
class Take:
    """A scene as it is seen in the film.

    Attributes:
        first: its first frame, within the fade it begins with.
        fade: frames of that fade, 0 for none.
        places: where the whole picture lies, for each frame; most of it outside of the film where the move is near.
    """

    picture: str
    first: int
    fade: int
    places: tuple[Place, ...]


def takes(spec: FramesSpec) -> list[Take]:
    """The scenes of a film of photos and cross-fades."""
    found: dict[str, Take] = {}
    at = 0
    for segment in spec.segments:
        for number, layer in enumerate(segment.layers):
            fade = segment.frames if number else 0
            found.setdefault(layer.source, Take(layer.source, at - layer.start, fade, _places(spec, layer)))
        at += segment.frames
    return list(found.values())


def _places(spec: FramesSpec, layer: LayerSpec) -> tuple[Place, ...]:
    cover = max(spec.width / WIDTH, spec.height / HEIGHT)
    across, down = WIDTH * cover, HEIGHT * cover
    places = []
    for index in range(layer.length):
        amount = travel(layer.length / float(spec.fps), layer.strength)
        seen = window(layer.motion, (index + 0.5) / layer.length, amount)
        left, top = ((whole - side) / 2 for whole, side in ((across, spec.width), (down, spec.height)))
        left, top = left + seen.left * spec.width, top + seen.top * spec.height
        places.append((-left / seen.size, -top / seen.size, across / seen.size, down / seen.size))
    return tuple(places)


def moviepy(spec: FramesSpec, python: str, music: Path, out: Path) -> Contestant:
    """MoviePy, run by a Python that has it."""
    film = {
        "ffmpeg": FFMPEG,
        "size": (spec.width, spec.height),
        "fps": int(spec.fps),
        "frames": spec.frames,
        "music": str(music),
        "takes": [asdict(take) for take in takes(spec)],
    }
    told = out.with_suffix(".json")
    told.write_text(json.dumps(film))
    argv = (python, str(Path(__file__).with_name("moviepy_film.py")), str(told), str(out))
    return Contestant("MoviePy", lambda: [argv])


def melt(spec: FramesSpec, music: Path, out: Path) -> Contestant | None:
    """The command melt on a project written for it, if it is installed; its Qt needs no screen when told so."""
    program = shutil.which("melt")
    if not program:
        return None
    project = out.with_suffix(".mlt")
    _project(spec, music).write(project, "utf-8", xml_declaration=True)
    consumer = (f"avformat:{out}", "vcodec=libx264", "preset=veryfast", "crf=18", "pix_fmt=yuv420p", "real_time=-2")
    sound = ("acodec=aac", "ab=192k", "ar=48000", "channels=2")
    screen = ("env", "QT_QPA_PLATFORM=offscreen", "DISPLAY=:none")
    argv = (*screen, program, "-silent", str(project), "-consumer", *consumer, *sound)
    return Contestant("melt", lambda: [argv])


def _project(spec: FramesSpec, music: Path) -> "ElementTree[Element]":
    """One playlist: each scene by itself, and between two of them a tractor of both with melt's dissolve."""
    root, shown = Element("mlt"), takes(spec)
    SubElement(root, "profile", _profile(spec))
    for row, take in enumerate(shown):
        producer = _producer(root, f"scene{row}", len(take.places), "qimage", take.picture)
        rect = ";".join(f"{i}={' '.join(f'{side:.5f}' for side in place)} 1" for i, place in enumerate(take.places))
        camera = SubElement(producer, "filter")
        _properties(camera, mlt_service="qtblend", rect=rect, distort="1")
    for row, take in enumerate(shown[1:], 1):
        _fade(root, row, take.fade, len(shown[row - 1].places))
    _producer(root, "music", spec.frames, "avformat", str(music))
    pictures = SubElement(root, "playlist", id="pictures")
    for row, take in enumerate(shown):
        if row:
            SubElement(pictures, "entry", producer=f"fade{row}", attrib=_range(0, take.fade))
        until = len(take.places) - (shown[row + 1].fade if row + 1 < len(shown) else 0)
        SubElement(pictures, "entry", producer=f"scene{row}", attrib=_range(take.fade, until))
    film = SubElement(root, "tractor", id="film", attrib=_range(0, spec.frames))
    tracks = SubElement(film, "multitrack")
    for name in ("pictures", "music"):
        SubElement(tracks, "track", producer=name)
    mix = SubElement(film, "transition")
    _properties(mix, mlt_service="mix", a_track="0", b_track="1", always_active="1", sum="1")
    return ElementTree(root)


def _fade(root: Element, row: int, frames: int, before: int) -> None:
    """Between a scene and the one before it, of which so many frames are seen."""
    fade = SubElement(root, "tractor", id=f"fade{row}", attrib=_range(0, frames))
    tracks = SubElement(fade, "multitrack")
    SubElement(tracks, "track", producer=f"scene{row - 1}", attrib=_range(before - frames, before))
    SubElement(tracks, "track", producer=f"scene{row}", attrib=_range(0, frames))
    dissolve = SubElement(fade, "transition", _range(0, frames))
    _properties(dissolve, mlt_service="luma", a_track="0", b_track="1")


def _producer(root: Element, name: str, frames: int, service: str, resource: str) -> Element:
    producer = SubElement(root, "producer", id=name, attrib=_range(0, frames))
    _properties(producer, length=str(frames), mlt_service=service, resource=resource)
    return producer


def _profile(spec: FramesSpec) -> dict[str, str]:
    sides = {"width": spec.width, "height": spec.height, "display_aspect_num": 16, "display_aspect_den": 9}
    pixels = {"progressive": 1, "sample_aspect_num": 1, "sample_aspect_den": 1, "colorspace": 709}
    rate = {"frame_rate_num": spec.fps.numerator, "frame_rate_den": spec.fps.denominator}
    return {name: str(value) for name, value in (sides | pixels | rate).items()}


def _range(start: int, stop: int) -> dict[str, str]:
    return {"in": str(start), "out": str(stop - 1)}


def _properties(parent: Element, **values: str) -> None:
    for name, value in values.items():
        SubElement(parent, "property", name=name).text = value
