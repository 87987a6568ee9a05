"""A whole picture: setting, depth of field, subjects, weather, in the order of painting."""

from collections.abc import Callable

from vidstudio.services.images.drafting import subjects, surroundings
from vidstudio.services.images.drafting.aerial import paint_aerial
from vidstudio.services.images.drafting.beyond import BEYOND
from vidstudio.services.images.drafting.indoors import paint_indoors
from vidstudio.services.images.drafting.land import OPEN_COUNTRY
from vidstudio.services.images.drafting.look import INDOORS, Framing, Light, Setting
from vidstudio.services.images.drafting.stage import UNIT, Stage
from vidstudio.services.images.drafting.tones import lamplit
from vidstudio.services.images.drafting.town import TOWN
from vidstudio.services.images.drafting.weather import paint_weather

SETTINGS: dict[Setting, Callable[[Stage], None]] = {
    **OPEN_COUNTRY,
    **TOWN,
    **BEYOND,
    **dict.fromkeys(INDOORS, paint_indoors),
}

_BLUR = {Framing.CLOSE: 0.014, Framing.DETAIL: 0.020, Framing.MEDIUM: 0.0035, Framing.SHOULDER: 0.003}
_LEAFY = frozenset({Setting.LAKE, Setting.RIVER, Setting.FIELD, Setting.MOUNTAINS})


def paint_scene(stage: Stage) -> None:
    """Paint everything but grade and words."""
    framing = stage.look.framing
    if framing is Framing.AERIAL:
        paint_aerial(stage)
    else:
        SETTINGS[stage.look.setting](stage)
        if stage.look.setting in INDOORS and stage.look.light is Light.NIGHT:
            stage.tones = lamplit(stage.tones)
        if framing in _BLUR and stage.look.subjects:
            stage.canvas.blur(UNIT * _BLUR[framing])
        if subjects.focused(stage):
            surroundings.bokeh(stage)
        subjects.paint_subjects(stage)
        if framing is Framing.WIDE and stage.look.setting in _LEAFY and stage.rng.random() < 0.45:
            surroundings.paint_framing_leaves(stage)
        if not stage.look.subjects and stage.look.setting in OPEN_COUNTRY and stage.rng.random() < 0.6:
            surroundings.paint_far_birds(stage)
        if framing is Framing.SHOULDER:
            subjects.paint_shoulder(stage)
    paint_weather(stage)
