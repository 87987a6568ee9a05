"""A graphics card for tests: an ffmpeg that has NVENC, by encoding in software what it is asked to encode by NVENC.

All else goes to the real ffmpeg as it is. A file beside it says how the card is to fail; another counts its work.
"""

import sys
from pathlib import Path

import pytest

from vidstudio.services.ffmpeg import find_ffmpeg

posix = pytest.mark.skipif(sys.platform == "win32", reason="the card is a script that starts another program")

_SCRIPT = """#!{python} -IS
import os, signal, subprocess, sys, time

REAL, ORDERS, LOG = {real!r}, {orders!r}, {log!r}
SOFTWARE = {{
    "h264_nvenc": ["libx264", "-preset", "ultrafast"],
    "hevc_nvenc": ["libx265", "-preset", "ultrafast", "-x265-params", "log-level=error"],
}}
arguments = sys.argv[1:]
if "-encoders" in arguments:
    subprocess.run([REAL, *arguments], check=True)
    print(*(f" V....D {{name}} NVIDIA NVENC" for name in SOFTWARE), sep="\\n")
    sys.exit()
name = arguments[arguments.index("-c:v") + 1] if "-c:v" in arguments else ""
if name not in SOFTWARE:
    os.execv(REAL, [REAL, *arguments])
work = "trial" if "lavfi" in arguments else "job"
with open(LOG, "a") as log:
    log.write(f"{{work}} {{name}}\\n")
at = arguments.index("-c:v")
arguments[at + 1 : at + 2] = SOFTWARE[name]
at = arguments.index("-rc")
del arguments[at : at + 2]
if "-cq" in arguments:
    arguments[arguments.index("-cq")] = "-crf"
orders = open(ORDERS).read().split() if os.path.exists(ORDERS) else []
order = orders[1] if orders and orders[0] in (work, "all") else ""
if order == "fail":
    sys.stderr.write(f"[{{name}} @ 0x55d0c8aa00] No capable devices found\\n")
    sys.exit(1)
if order == "hang":
    time.sleep(3600)
if order in ("die", "short"):
    arguments[-1:-1] = ["-frames:v", orders[2]]
if order == "die":
    subprocess.run([REAL, *arguments])
    os.kill(os.getpid(), signal.SIGKILL)
os.execv(REAL, [REAL, *arguments])
"""


class Card:
    """The ffmpeg with that card, and what is known of it."""

    def __init__(self, folder: Path, name: str = "ffmpeg-with-card") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.ffmpeg, self._orders, self._log = folder / name, folder / f"{name}.orders", folder / f"{name}.log"
        self.ffmpeg.write_text(
            _SCRIPT.format(
                python=sys.executable, real=find_ffmpeg("", {}), orders=str(self._orders), log=str(self._log)
            )
        )
        self.ffmpeg.chmod(0o755)

    def fail(self, how: str, *, when: str = "job") -> None:
        """Fail from now on: "fail", "hang", "die N" or "short N" after N frames; in a trial, a job or all."""
        self._orders.write_text(f"{when} {how}")

    def work(self) -> None:
        """Work again."""
        self._orders.unlink()

    @property
    def calls(self) -> list[str]:
        """What the card was asked for: "trial h264_nvenc", "job h264_nvenc"."""
        return self._log.read_text().splitlines() if self._log.exists() else []

    @property
    def jobs(self) -> list[str]:
        """The same without trials."""
        return [call for call in self.calls if call.startswith("job")]


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Card:
    """A card that works, the ffmpeg for it in use, and the wish that it is used."""
    made = Card(tmp_path / "card")
    monkeypatch.setenv("VIDSTUDIO_FFMPEG", str(made.ffmpeg))
    monkeypatch.setenv("VIDSTUDIO_HARDWARE_ENCODERS", "1")
    return made
