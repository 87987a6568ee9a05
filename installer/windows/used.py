"""The installed program, used as a person uses it: commands, the window, a double click, an update while it runs."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from installer.about import NAME, WINDOW_NAME, version
from installer.screen import photographed
from installer.trials import Failed
from installer.windows import registry
from installer.windows.installed import QUOTED, Installed, complete, everything, left_behind, opened_by

TITLE = "Été à 日本 🎬"
HOME = "Vidéos и 映画"
"""A folder as people have them, with a space and letters that no old encoding has all of."""

_PATIENCE = 60.0
"""Seconds for a window to come or to go."""


def version_told(here: Installed) -> str:
    """Its version."""
    said = command(here, "--version").strip()
    if version() not in said:
        raise Failed(f"it says it is {said or 'nothing'}")
    return said


def self_checked(here: Installed) -> str:
    """Every part."""
    return f"{len(command(here, '--self-check').splitlines())} parts"


def sample_made(here: Installed) -> str:
    """The sample film, where films go by themselves."""
    film = here.wine.path(command(here, "sample").strip())
    if not film.is_file():
        raise Failed(f"there is no {film}")
    return f"{film.stat().st_size / 1e6:.1f} MB, {film.relative_to(here.home)}"


def letters_kept(here: Installed) -> str:
    """A title of all kinds of letters comes back through pipes as it was, from a folder with such a name."""
    folder = here.home / HOME
    place = here.wine.name(folder)
    command(here, "new", "--idea", "A short walk", "--title", TITLE, "--duration", "6", VIDSTUDIO_HOME=place)
    titles = [job["title"] for job in jobs(here, VIDSTUDIO_HOME=place)]
    if titles != [TITLE]:
        raise Failed(f"{TITLE} came back as {titles}")
    if TITLE not in command(here, "jobs", VIDSTUDIO_HOME=place):
        raise Failed(f"{TITLE} is not in the list of jobs")
    if not (folder / "library.db").is_file():
        raise Failed(f"there is no library in {HOME}")
    return f"{TITLE}, in {HOME}"


def window_opened(here: Installed, ffmpeg: Path, picture: Path) -> str:
    """The window, by its entry in the Start menu."""
    here.wine.started("start", here.wine.name(here.link))
    photographed(ffmpeg, here.wine.more["DISPLAY"], picture, lambda: "")
    if not running(here):
        raise Failed(f"there is something on the screen, but no {WINDOW_NAME}.exe runs")
    return f"{picture}"


def kept_while_it_runs(here: Installed) -> str:
    """Neither an update nor the uninstaller touches a program that runs."""
    before = here.files(), registry.naming(here.keys(), NAME)
    codes = here.install(), here.uninstall_in_place()
    if 0 in codes:
        raise Failed(f"setup program and uninstaller end with {codes} where the program runs")
    if (here.files(), registry.naming(here.keys(), NAME)) != before:
        raise Failed("something of a program that runs was changed")
    if not running(here):
        raise Failed("the program that ran does so no longer")
    return f"they end with {codes[0]} and {codes[1]}"


def window_closed(here: Installed) -> str:
    """Asked to close, it does so by itself, and nothing of it stays."""
    here.wine.run("taskkill", "/im", f"{WINDOW_NAME}.exe")
    wait(lambda: not running(here), "the window does not close")
    return ""


def opened_by_double_click(here: Installed) -> str:
    """A project file is opened, as a new job, by the command that is registered for its kind; in the window there is.

    It is run from here: Wine 8 looks for such commands only where an administrator puts them.
    """
    before = jobs(here)
    file = here.home / f"{HOME}.vidstudio"
    file.unlink(missing_ok=True)
    command(here, "pack", str(before[0]["job_id"]), here.wine.name(file))
    _, opening = opened_by(here.keys())
    here.wine.started(*(word.replace("%1", here.wine.name(file)) for word in QUOTED.findall(opening)))
    try:
        wait(lambda: len(jobs(here)) > len(before), "no job came of the project file")
        wait(lambda: running(here) == 1, "there are two windows")
    finally:
        window_closed(here)
    return file.name


def updated(here: Installed) -> str:
    """Over itself: nothing of an older version stays, and all that the person has does."""
    old = here.folder / "_internal" / "of_an_older_version.dll"
    old.write_bytes(b"")
    before = jobs(here), sorted(here.home.rglob("*.mp4"))
    if code := here.install():
        raise Failed(f"the update ends with {code}")
    said = complete(here)
    if (jobs(here), sorted(here.home.rglob("*.mp4"))) != before:
        raise Failed("the person's jobs or films are no longer what they were")
    return said


def removed(here: Installed, before: set[str], keys: registry.Keys) -> str:
    """Nothing stays but what the person made."""
    films = sorted(here.home.rglob("*.mp4"))
    here.uninstall()
    library = here.home / "AppData" / "Local" / NAME
    mine = [library, here.home / HOME, here.home / f"{HOME}.vidstudio"]
    left = left_behind(before, everything(here.wine), [f"{path.relative_to(here.wine.drive)}/" for path in mine])
    left += sorted(registry.naming(here.keys(), NAME) - registry.naming(keys, NAME))
    if left:
        raise Failed(f"this is left: {', '.join(left[:20])}")
    if not films or sorted(here.home.rglob("*.mp4")) != films:
        raise Failed("the person's films are gone")
    return f"left: {len(films)} films of the person's"


def jobs(here: Installed, **environ: str) -> list[dict[str, Any]]:
    """What the person has made."""
    listed: list[dict[str, Any]] = json.loads(command(here, "jobs", "--json", **environ))
    return listed


def command(here: Installed, *words: str, **environ: str) -> str:
    """What a command says on stdout; its exit code has to be 0."""
    done = here.wine.run(str(here.program), *words, **environ)
    if done.returncode:
        raise Failed(f"{NAME} {' '.join(words)} ends with {done.returncode}:\n{done.stdout}{done.stderr[-2000:]}")
    return done.stdout


def running(here: Installed) -> int:
    """How many windows there are."""
    return here.wine.running(f"{WINDOW_NAME}.exe")


def wait(until: Callable[[], bool], why: str) -> None:
    """Wait for something; ``Failed`` if it does not come."""
    limit = time.monotonic() + _PATIENCE
    while not until():
        if time.monotonic() > limit:
            raise Failed(why)
        time.sleep(0.5)
