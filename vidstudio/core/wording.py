"""Durations, sizes, money and states as text: one voice in the window and on the command line."""

from decimal import Decimal

from vidstudio.core.captions import CaptionStyle
from vidstudio.core.export import pair_of
from vidstudio.core.job import JobStatus
from vidstudio.core.preset import RULES, Preset
from vidstudio.core.queue import QueueItem, QueueState
from vidstudio.core.report import Report
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


def status_words(status: JobStatus, *, elsewhere: bool, has_film: bool) -> str:
    """Where a job stands; a film from elsewhere is fetched, not rendered."""
    if not elsewhere or status is JobStatus.FAILED:
        return STATUS[status]
    if status is JobStatus.RENDERING:
        return "Fetching"
    return "Film ready" if has_film else "Not fetched yet"


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


def dollars(price: Decimal) -> str:
    """``free``, ``$0.02``, ``$0.003``: what something costs."""
    return amount(price) if price else "free"


def amount(money: Decimal) -> str:
    """``$0.00``, ``$0.02``, ``$0.003``: two decimals, more only where they say something."""
    cents = money.quantize(Decimal("0.01"))
    return f"${cents}" if cents == money else f"${money.normalize():f}"


def about(price: Decimal | None) -> str:
    """``about $0.05``: what something is likely to cost; None where nobody knows."""
    return "price unknown" if price is None else f"about {amount(price)}"


def size(count: float) -> str:
    """A file's size in the units file managers use: ``820 kB``, ``12.4 MB``."""
    for unit in ("bytes", "kB", "MB"):
        if count < (999.95 if unit == "MB" else 999.5):
            return f"{count:.0f} {unit}" if unit != "MB" else f"{count:.1f} MB"
        count /= 1000
    return f"{count:.2f} GB"


def plural(count: int, noun: str, several: str = "") -> str:
    """``1 scene``, ``6 scenes``; ``several`` for a noun that takes no plain s."""
    return f"{count} {noun}" if count == 1 else f"{count} {several or f'{noun}s'}"


def shorten(text: str, letters: int) -> str:
    """One line of at most ``letters`` characters, cut between words."""
    line = " ".join(text.split())
    if len(line) <= letters:
        return line
    cut = line[: letters - 1]
    head, _, _ = cut.rpartition(" ")
    return (head if len(head) > letters // 2 else cut).rstrip(" ,;:.") + "…"


def preset_title(preset: Preset) -> str:
    """``MP4, medium`` for a pair, else the name people gave it."""
    pair = pair_of(preset)
    return f"{pair[0].upper()}, {pair[1]}" if pair else preset.name


QUEUE = {
    QueueState.WAITING: "Waiting",
    QueueState.RUNNING: "Running",
    QueueState.PAUSED: "Paused",
    QueueState.DONE: "Done",
    QueueState.FAILED: "Failed",
    QueueState.CANCELED: "Canceled",
    QueueState.INTERRUPTED: "Interrupted",
}

_WAYS = {
    "encode": "encoded from the film",
    "frames": "drawn from the storyboard",
    "copy": "copied without encoding",
    "fetch": "fetched as it is",
    "kept": "was there already",
}


def queue_what(item: QueueItem) -> str:
    """``MP4, medium``, ``YouTube 1080p, scenes 2-4``, ``Film``: what an entry of the queue makes."""
    if item.preset is None:
        return "Film"
    preset = item.preset
    part = f", scenes {preset.scenes}" if preset.scenes else ""
    if preset.start is not None or preset.end is not None:
        part = f", {clock(preset.start or 0)} to {'the end' if preset.end is None else clock(preset.end)}"
    return f"{preset_title(preset)}{part}"


OLDER = "Made from an older storyboard."


def report_facts(report: Report) -> str:
    """``1280x720 · 0:30 · 9.8 MB · 2613 kbit/s · -14.1 LUFS, peak -1.2 dB · encoded from the film by libx264``."""
    parts = [f"{report.width}x{report.height}", clock(report.seconds), size(report.size), f"{report.kbps:.0f} kbit/s"]
    if report.loudness is not None and report.peak is not None:
        parts.append(f"{report.loudness:.1f} LUFS, peak {report.peak:.1f} dB")
    if report.vmaf is not None:
        parts.append(f"VMAF {report.vmaf:.1f}")
    parts.append(_WAYS.get(report.way, report.way) + (f" by {report.encoder}" if report.encoder else ""))
    if report.note:
        parts.append(report.note)
    return " · ".join(parts)


def preset_facts(preset: Preset) -> str:
    """``MP4 · H.264 · 1920x1080 · 5000 kbit/s · AAC 256 kbit/s``: what it makes, in one line."""
    parts = [preset.container.value.upper()]
    rules = RULES[preset.codec]
    if rules.title.lower() != preset.container.value:
        parts.append(rules.title)
    if preset.width and preset.height:
        parts.append(f"fits {preset.width}x{preset.height}")
    elif preset.percent:
        parts.append(f"{preset.percent:g} %")
    if preset.fps:
        parts.append(f"{float(preset.fps):g} fps")
    if preset.video_kbps:
        parts.append(f"{preset.video_kbps} kbit/s" + (" in two passes" if preset.passes == 2 else ""))
    elif preset.quality is not None:
        parts.append(f"quality {preset.quality}")
    sound = {"aac": "AAC", "opus": "Opus", "pcm_s16le": "PCM"}.get(preset.audio_codec or "", "no sound")
    parts.append(sound + (f" {preset.audio_kbps} kbit/s" if sound in {"AAC", "Opus"} else ""))
    if preset.loudness is not None:
        parts.append(f"{preset.loudness:g} LUFS")
    for wanted, words in ((preset.watermark, "watermark"), (preset.time_code, "time code")):
        if wanted:
            parts.append(words)
    if not preset.captions:
        parts.append("no captions")
    return " · ".join(parts)
