"""Parts that are files: resources, licences, the library."""

import sqlite3
import sys

from vidstudio.core.captions import Weight
from vidstudio.core.job import AspectRatio
from vidstudio.lettering.fonts import bundled_font, load
from vidstudio.paths import licences, places, resources
from vidstudio.self_check.contents import LIST, differences
from vidstudio.self_check.parts import Broken
from vidstudio.store.library import Library
from vidstudio.studio.jobs import NewJob, outline
from vidstudio.studio.presets import ready_presets
from vidstudio.studio.sample import sample_script


def resources_are_whole() -> str:
    """Nothing that was packed is missing or damaged, and fonts, presets and the sample can be read."""
    folder = resources()
    if not folder.is_dir():
        raise Broken(f"there is no folder {folder}")
    if wrong := differences(folder):
        raise Broken(", ".join(wrong))
    fonts = [load(bundled_font(weight), 20) for weight in Weight]
    scenes = outline(sample_script()).scenes
    presets = ready_presets()
    listed = (folder / LIST).is_file()
    return f"{len(fonts)} fonts, {len(presets)} presets, {len(scenes)} sample scenes{', all as packed' * listed}"


def licences_are_there() -> str:
    """The file that Help opens; in a frozen program the licences of all its parts."""
    text = licences().read_text("utf-8")
    if getattr(sys, "frozen", False):
        missing = [name for name in ("PySide6", "ffmpeg", "numpy", "GNU GENERAL PUBLIC LICENSE") if name not in text]
        if missing:
            raise Broken(f"{licences()} says nothing of {', '.join(missing)}")
    return f"{len(text) // 1000 + 1} kB"


def library_keeps() -> str:
    """A job that is written is read again after the library was closed."""
    file = places().database
    wanted = NewJob("A fox walks through the snow.")
    with Library(file) as library:
        made = library.jobs.create("Fox", wanted.text, outline(wanted), AspectRatio.WIDE, wanted.style)
    with Library(file) as library:
        if library.jobs.get(made.id) != made:
            raise Broken("a job came back as another one")
    return f"SQLite {sqlite3.sqlite_version}"
