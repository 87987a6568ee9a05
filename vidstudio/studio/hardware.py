"""Which encoder of the graphics card makes an export, if any: as the user wishes, as was found, as this session saw."""

import logging

from vidstudio.core.control import Control
from vidstudio.core.hardware import HardwareEncoder, Rating, card_codes, choose, kind_of
from vidstudio.core.plan import Plan
from vidstudio.core.preset import Preset
from vidstudio.errors import FfmpegUnusable
from vidstudio.services.ffmpeg import find_ffmpeg
from vidstudio.services.hardware import find_hardware, forget_encoder, try_encoder
from vidstudio.studio.context import Studio

_log = logging.getLogger(__name__)


def hardware_for(studio: Studio, preset: Preset, ffmpeg: str, control: Control) -> HardwareEncoder | None:
    """The card's encoder for a preset, None for the software's; not for the window's thread.

    The first time ever the encoders are tried, which takes some seconds. Raises ``Canceled``.
    """
    if not studio.settings.hardware_encoders or not card_codes(preset):
        return None
    found = find_hardware(ffmpeg, studio.places.hardware_file, control)
    return choose(preset, [each for each in found if each.kind not in studio.failed_cards])


def look_for_hardware(
    studio: Studio, ffmpeg: str, control: Control, *, again: bool = False
) -> tuple[HardwareEncoder, ...]:
    """What works with the ffmpeg of that name in the settings; ``again`` forgets what is known, and this session's
    failures. Raises ``FfmpegUnusable`` or ``Canceled``.
    """
    if again:
        studio.failed_cards.clear()
    return find_hardware(find_ffmpeg(ffmpeg), studio.places.hardware_file, control, again=again)


def give_up(studio: Studio, plan: Plan, preset: Preset) -> None:
    """The card's encoder has failed in a plan: this session does not use its kind again.

    Other sessions do, unless it can't even make a second of film any more.
    """
    kind = kind_of(plan.encoder)
    if kind is None:
        return
    studio.failed_cards.add(kind)
    rating = Rating.BIT_RATE if preset.video_kbps is not None else Rating.QUALITY
    encoder = HardwareEncoder(kind, preset.codec, rating)
    try:
        ffmpeg = studio.ffmpeg()
        if not try_encoder(ffmpeg, encoder, Control()):
            forget_encoder(ffmpeg, studio.places.hardware_file, encoder)
    except FfmpegUnusable:
        _log.warning("There is no ffmpeg any more to try the card with", exc_info=True)
