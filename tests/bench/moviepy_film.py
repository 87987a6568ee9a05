"""The same film with MoviePy 2, run by a Python that has it: ``moviepy_film.py FFMPEG MUSIC OUT PICTURE...``."""

import importlib
import os
import sys

SECONDS, FADE, SIZE, ZOOM = 4.0, 0.5, (1920, 1080), 0.14


def main(ffmpeg: str, music: str, out: str, *pictures: str) -> None:
    """Zoomed pictures, cross-faded, with sound."""
    os.environ["FFMPEG_BINARY"] = ffmpeg
    moviepy = importlib.import_module("moviepy")
    cross_fade = importlib.import_module("moviepy.video.fx").CrossFadeIn
    clips = []
    for number, picture in enumerate(pictures):
        start = max(0.0, number * SECONDS - FADE / 2)
        end = (number + 1) * SECONDS + (FADE / 2 if number + 1 < len(pictures) else 0)
        clip = moviepy.ImageClip(picture).with_duration(end - start)
        cover = max(SIZE[0] / clip.w, SIZE[1] / clip.h)
        length = end - start
        moved = clip.resized(lambda t, cover=cover, length=length: cover * (1 + ZOOM * t / length))
        placed = moviepy.CompositeVideoClip([moved.with_position("center")], size=SIZE).with_start(start)
        clips.append(placed.with_effects([cross_fade(FADE)]) if number else placed)
    film = moviepy.CompositeVideoClip(clips, size=SIZE)
    film = film.with_audio(moviepy.AudioFileClip(music).subclipped(0, film.duration))
    film.write_videofile(
        out,
        fps=24,
        codec="libx264",
        preset="veryfast",
        ffmpeg_params=["-crf", "18", "-pix_fmt", "yuv420p"],
        audio_codec="aac",
        audio_bitrate="192k",
        threads=2,
        logger=None,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
