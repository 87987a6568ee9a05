"""Parts that make, play and look into films."""

import io
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import av
from PIL import Image, features

from vidstudio.core.control import Control
from vidstudio.core.job import AspectRatio
from vidstudio.errors import SourceUnreadable
from vidstudio.paths import places
from vidstudio.self_check.parts import Broken
from vidstudio.self_check.work import FRAMES, a_job, a_second, a_studio
from vidstudio.services.ffmpeg import ENCODERS, encoders, find_ffmpeg, version
from vidstudio.services.images.draft import Shot, draw_draft
from vidstudio.services.probe import probe
from vidstudio.services.untrusted import poster_untrusted, probe_untrusted
from vidstudio.studio.films import add_film
from vidstudio.studio.render import render


def ffmpeg_has_its_encoders() -> str:
    """The ffmpeg in use starts, and has what exports need."""
    ffmpeg = find_ffmpeg()
    missing = [name for name in ENCODERS if name not in encoders(ffmpeg)]
    if missing:
        raise Broken(f"{ffmpeg} was built without {', '.join(missing)}")
    return f"{version(ffmpeg).partition(' Copyright')[0]}, {ffmpeg}"


def a_second_plays() -> str:
    """A second that ffmpeg encodes comes out again, every picture of it, and its sound."""
    file = a_second(places().cache / "second.mp4")
    frames = _pictures(file)
    with av.open(str(file)) as film:
        seconds = sum(frame.samples / frame.sample_rate for frame in film.decode(audio=0))
    if frames != FRAMES or seconds < 0.9:
        raise Broken(f"{frames} of {FRAMES} pictures were played, and {seconds:.2f} s of sound")
    return f"{frames} pictures, {seconds:.2f} s of sound"


def _pictures(file: Path) -> int:
    """How many come out when a film is played."""
    with av.open(str(file)) as film:
        return sum(1 for _ in film.decode(video=0))


def a_draft_is_drawn() -> str:
    """A draft picture with letters on it, of the size it should have."""
    shot = Shot("A fox in the snow", "A red fox walks through the snow", "cinematic", AspectRatio.WIDE, seed=1)
    picture = Image.open(io.BytesIO(draw_draft(shot)))
    if len(picture.getcolors(1 << 24) or ()) < 1000:
        raise Broken("the picture is empty")
    order = "in both directions" if features.check("fribidi") else "from left to right alone, without fribidi"
    return f"{picture.width}x{picture.height}, letters {order}"


def a_film_is_rendered() -> str:
    """A film of one scene, from its script through the frames process to a file that plays."""
    with a_studio() as studio:
        job = a_job(studio)
        studio.library(lambda library: library.jobs.approve(job.id))
        film = studio.storage.film(render(studio, job.id, Control()).id)
    facts = probe(film)
    frames = _pictures(film)
    if frames != round(facts.video_duration * facts.fps):
        raise Broken(f"{frames} pictures came out of a film of {facts.video_duration:.2f} s")
    return f"{frames} pictures, {facts.width}x{facts.height}"


def foreign_files_are_looked_into() -> str:
    """A film from elsewhere is understood by the process for that, and a damaged one refused."""
    film = a_second(places().cache / "foreign.mp4")
    facts = probe_untrusted(film)
    if (facts.width, facts.height) != (320, 180):
        raise Broken(f"a film of 320x180 was taken for {facts.width}x{facts.height}")
    poster_untrusted(film, facts.video_duration)
    damaged = film.with_name("damaged.mp4")
    damaged.write_bytes(bytes(1000))
    try:
        probe_untrusted(damaged)
    except SourceUnreadable:
        return "a film, its poster, and a damaged one refused"
    raise Broken("a damaged film was taken for a good one")


def a_film_is_fetched() -> str:
    """A film is fetched by the process for that, from a server on this machine."""
    film = a_second(places().cache / "served" / "film.mp4")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(film.parent))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with a_studio() as studio:
                job = add_film(studio, f"http://127.0.0.1:{server.server_port}/film.mp4", "", Control())
                fetched = studio.storage.film(render(studio, job.id, Control()).id)
        finally:
            server.shutdown()
            thread.join()
    return f"{fetched.stat().st_size // 1000} kB"


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
        pass
