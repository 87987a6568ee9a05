"""Every place, light, framing and subject in the tables is drawn."""

import numpy as np
import pytest

from vidstudio.services.images.drafting import words
from vidstudio.services.images.drafting.kinds import KINDS
from vidstudio.services.images.drafting.look import RGB, Framing, Light, Look, Setting, Subject
from vidstudio.services.images.drafting.scene import paint_scene
from vidstudio.services.images.drafting.stage import set_stage
from vidstudio.services.images.drafting.texture import Array

pytestmark = pytest.mark.slow

ACCENT: RGB = (0.8, 0.2, 0.1)

SMALL, FULL = (480, 270), (1920, 1080)


def painted(
    setting: Setting = Setting.FIELD,
    light: Light = Light.DAY,
    framing: Framing = Framing.WIDE,
    subjects: tuple[Subject, ...] = (),
    weather: Light | None = None,
    size: tuple[int, int] = SMALL,
) -> Array:
    look = Look(setting, None, light, weather, framing, subjects, frozenset(), (), ACCENT, key=4)
    stage = set_stage(look, *size, 3)
    paint_scene(stage)
    return stage.canvas.pixels


def assert_is_picture(pixels: Array) -> None:
    assert pixels.dtype == np.float32
    assert np.isfinite(pixels).all()
    assert pixels.std() > 0.01


@pytest.mark.parametrize("setting", Setting)
def test_every_setting(setting: Setting) -> None:
    assert_is_picture(painted(setting))


@pytest.mark.parametrize("framing", Framing)
def test_every_framing(framing: Framing) -> None:
    assert_is_picture(painted(Setting.LAKE, framing=framing, subjects=(Subject.MAN,)))


@pytest.mark.parametrize("light", Light)
def test_every_light_and_weather(light: Light) -> None:
    assert_is_picture(painted(Setting.SEA, light=light))
    assert_is_picture(painted(Setting.STREET, light=Light.NIGHT, weather=light))


@pytest.mark.parametrize("framing", [Framing.WIDE, Framing.CLOSE])
@pytest.mark.parametrize("subject", Subject)
def test_every_subject(subject: Subject, framing: Framing) -> None:
    assert_is_picture(painted(framing=framing, subjects=(subject,)))


def test_three_subjects_share_the_picture() -> None:
    assert_is_picture(painted(Setting.LAKE, subjects=(Subject.MAN, Subject.DOG, Subject.BOAT)))


@pytest.mark.slow
@pytest.mark.parametrize("setting", Setting)
def test_every_setting_in_every_framing_at_full_size(setting: Setting) -> None:
    for framing in Framing:
        assert_is_picture(painted(setting, Light.DUSK, framing, (Subject.WOMAN, Subject.CUP), size=FULL[::-1]))


@pytest.mark.slow
@pytest.mark.parametrize("subject", KINDS)
def test_a_subject_is_seen(subject: Subject) -> None:
    setting = words.USUAL_SETTING.get(subject, Setting.FIELD)
    without = painted(setting, size=FULL)
    for framing in (Framing.WIDE, Framing.CLOSE):
        with_it = painted(setting, framing=framing, subjects=(subject,), size=FULL)
        assert (np.abs(with_it - without).max(axis=2) > 0.08).mean() > 0.002
