"""Words over an export alone, not over the film: a watermark and a running time code, for a copy to look at."""

from fractions import Fraction
from pathlib import Path

from vidstudio.core.preset import Preset
from vidstudio.paths import resources


def lettered(preset: Preset, rate: Fraction, start: float = 0.0) -> str:
    """The filters for the words of a preset, empty for none; the time code begins ``start`` seconds into the film."""
    drawn = []
    font = resources() / "fonts" / "Inter-Medium.otf"
    if preset.watermark:
        size, color = f"fontsize=(w+h)/{max(20, 2 * len(preset.watermark))}", "fontcolor=white@0.35"
        place = "x=(w-tw)/2:y=(h-th)/2:shadowx=1:shadowy=1:shadowcolor=black@0.35"
        drawn.append(f"drawtext=expansion=none:text={quoted(preset.watermark)}:{_file(font)}:{size}:{color}:{place}")
    if preset.time_code:
        code = _time_code(start, rate)
        look = "fontsize=(w+h)/60:fontcolor=white:box=1:boxcolor=black@0.55:boxborderw=8"
        place = "x=(w-tw)/2:y=h-2.2*th"
        drawn.append(f"drawtext=timecode={quoted(code)}:timecode_rate={rate}:{_file(font)}:{look}:{place}")
    return ",".join(drawn)


def _file(font: Path) -> str:
    return f"fontfile={quoted(font.as_posix())}"


def _time_code(start: float, rate: Fraction) -> str:
    """``00:00:12:07``: the frame ``start`` seconds into the film, in the whole rate that time codes count by."""
    base = max(1, round(rate))
    seconds, frames = divmod(round(start * rate), base)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{frames:02}"


def quoted(text: str) -> str:
    """A value of a filter's option: escaped for the option, then for the graph around it, as ffmpeg reads them."""
    inner = "".join(f"\\{letter}" if letter in "\\':" else letter for letter in text)
    return "".join(f"\\{letter}" if letter in "\\'[],;" else letter for letter in inner)
