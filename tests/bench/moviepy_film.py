"""A film of photos with MoviePy 2, run by a Python that has it: ``moviepy_film.py FILM.json OUT``.

The file says the film's size, rate and length, and for each scene its first frame, its fade and where in the film the
whole picture lies at each frame.
"""

import importlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

BT709 = ("-vf", "scale=out_color_matrix=bt709:out_range=tv", "-colorspace", "bt709", "-color_primaries", "bt709")
"""As the others have it; left to itself it is BT.601 without a word about it, and no other film is like that."""


def by_time(places: list[list[float]], fps: int, part: slice) -> Callable[[float], tuple[float, ...]]:
    """Left and top, or width and height, at a time of the clip, whose frames lie in the middle of their intervals."""
    return lambda t: tuple(places[min(int(t * fps), len(places) - 1)][part])


def scene(moviepy: Any, cross_fade: Any, take: dict[str, Any], fps: int) -> Any:
    """A photo that is enlarged and placed anew for each frame."""
    places = take["places"]
    # Half a frame early: so the first frame is drawn, and faded, as half a frame into the scene.
    clip = moviepy.ImageClip(take["picture"]).with_duration(len(places) / fps)
    clip = clip.with_start((take["first"] - 0.5) / fps)
    moved = clip.resized(by_time(places, fps, slice(2, 4))).with_position(by_time(places, fps, slice(0, 2)))
    return moved.with_effects([cross_fade(take["fade"] / fps)]) if take["fade"] else moved


def main(told: str, out: str) -> None:
    """Moving pictures, cross-faded, with sound."""
    film = json.loads(Path(told).read_text())
    os.environ["FFMPEG_BINARY"] = film["ffmpeg"]
    moviepy = importlib.import_module("moviepy")
    cross_fade = importlib.import_module("moviepy.video.fx").CrossFadeIn
    scenes = [scene(moviepy, cross_fade, take, film["fps"]) for take in film["takes"]]
    seconds = film["frames"] / film["fps"]
    whole = moviepy.CompositeVideoClip(scenes, size=tuple(film["size"])).with_duration(seconds)
    whole = whole.with_audio(moviepy.AudioFileClip(film["music"]).subclipped(0, seconds))
    whole.write_videofile(
        out,
        fps=film["fps"],
        codec="libx264",
        preset="veryfast",
        ffmpeg_params=["-crf", "18", "-pix_fmt", "yuv420p", *BT709],
        audio_codec="aac",
        audio_bitrate="192k",
        temp_audiofile_path=str(Path(out).parent),
        logger=None,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
