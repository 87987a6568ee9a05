"""Durations, sizes, money and states as text: one voice in the window and on the command line."""

from decimal import Decimal

from vidstudio.core.captions import CaptionStyle
from vidstudio.core.job import JobStatus
from vidstudio.core.scene import Framing, Motion, Transition

STATUS = {
    JobStatus.PENDING: "Waiting",
    JobStatus.PARSING: "Reading the idea",
    JobStatus.GENERATING_STORYBOARD: "Drawing the storyboard",
    JobStatus.STORYBOARD_READY: "Storyboard ready",
    JobStatus.RENDERING: "Rendering",
    JobStatus.COMPLETED: "Film ready",
    JobStatus.FAILED: "Failed",
    JobStatus.CANCELED: "Canceled",
}

MOTION = {
    Motion.AUTO: "Auto",
    Motion.PUSH_IN: "Push in",
    Motion.PULL_OUT: "Pull out",
    Motion.PAN_LEFT: "Pan left",
    Motion.PAN_RIGHT: "Pan right",
    Motion.PAN_UP: "Pan up",
    Motion.PAN_DOWN: "Pan down",
    Motion.DRIFT: "Drift",
    Motion.HOLD: "Hold",
}


TRANSITION = {
    Transition.CUT: "Cut",
    Transition.CROSS_FADE: "Cross-fade",
    Transition.DIP_TO_BLACK: "Dip to black",
    Transition.DIP_TO_WHITE: "Dip to white",
    Transition.SLIDE: "Slide",
    Transition.WIPE: "Wipe",
}

FRAMING = {
    Framing.CROP: "Fill the frame",
    Framing.BLUR: "Whole, over its blur",
    Framing.BARS: "Whole, with bars",
}

CAPTION_STYLE = {
    CaptionStyle.CAPTION: "Caption",
    CaptionStyle.LOWER_THIRD: "Lower third",
    CaptionStyle.TITLE: "Title",
    CaptionStyle.END: "End card",
}


def seconds(value: float) -> str:
    """A scene's length: ``5 s``, ``4.5 s``."""
    return f"{round(value, 2):g} s"


def clock(value: float) -> str:
    """A film's length or a time left: ``0:05``, ``12:30``, ``1:02:30``."""
    whole = round(max(0.0, value))
    hours, rest = divmod(whole, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def time_left(value: float | None) -> str:
    """``about 0:12 left``; empty while unknown."""
    return "" if value is None else f"about {clock(value)} left"


def dollars(amount: Decimal) -> str:
    """``free``, ``$0.02``, ``$0.003``: two decimals, more only where they say something."""
    if not amount:
        return "free"
    cents = amount.quantize(Decimal("0.01"))
    return f"${cents}" if cents == amount else f"${amount.normalize():f}"


def size(count: float) -> str:
    """A file's size in the units file managers use: ``820 kB``, ``12.4 MB``."""
    for unit in ("bytes", "kB", "MB"):
        if count < (999.95 if unit == "MB" else 999.5):
            return f"{count:.0f} {unit}" if unit != "MB" else f"{count:.1f} MB"
        count /= 1000
    return f"{count:.2f} GB"


def plural(count: int, noun: str) -> str:
    """``1 scene``, ``6 scenes``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def shorten(text: str, letters: int) -> str:
    """One line of at most ``letters`` characters, cut between words."""
    line = " ".join(text.split())
    if len(line) <= letters:
        return line
    cut = line[: letters - 1]
    head, _, _ = cut.rpartition(" ")
    return (head if len(head) > letters // 2 else cut).rstrip(" ,;:.") + "…"
