"""How like an export is to its film, as people would judge it: VMAF, by the model that comes with ffmpeg."""

import math
import re
from pathlib import Path

from vidstudio.core.control import Control, Progress
from vidstudio.core.media import MediaFacts, film_limits
from vidstudio.errors import FfmpegUnusable, ProcessFailed
from vidstudio.services.answer import answer
from vidstudio.services.ffmpeg import cannot_start, explain

_SCORE = re.compile(rb"VMAF score: ([\d.]+)")


def measure_vmaf(ffmpeg: str, export: Path, film: Path, facts: MediaFacts, control: Control) -> float:
    """VMAF of an export, 0 to 100, enlarged to the film's size as a player would; ``facts`` are the film's.

    Takes about as long as encoding did. Raises ``Canceled``, ``FfmpegUnusable`` or ``ProcessFailed``.
    """
    # By number, not by time: webm rounds times to milliseconds, and pictures would be compared with their neighbours.
    numbered = f"format=yuv420p,settb=AVTB,setpts=N/({facts.fps})/TB"
    scaled = f"scale={facts.width}:{facts.height}:flags=bicubic,{numbered}"
    graph = f"[0:V:0]{scaled}[a];[1:V:0]{numbered}[b];[a][b]libvmaf=n_threads=4"
    safe = film_limits(facts.width * facts.height)
    command = [ffmpeg, "-nostdin", "-hide_banner", "-nostats"]
    command += [*safe, "-i", f"file:{export}", *safe, "-i", f"file:{film}"]
    command += ["-lavfi", graph, "-an", "-f", "null", "-"]
    control.check()
    control.progress(Progress(None, "Comparing with the film"))
    try:
        said = answer(command, control, math.inf).said
    except (OSError, ValueError) as exc:
        raise cannot_start(command[0], str(exc)) from exc
    if b"No such filter" in said:
        raise FfmpegUnusable("This ffmpeg was built without VMAF.", "Use the one that comes with this program.")
    found = _SCORE.search(said)
    if not found:
        last = said.decode(errors="replace").splitlines()[-20:]
        error = explain(1, last, "Comparing with the film")
        raise ProcessFailed(error.message, error.hint)
    return float(found[1])
