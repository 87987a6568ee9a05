"""Every place, light, framing and subject in the tables is drawn."""

import numpy as np
import pytest

from vidstudio.services.images.drafting import words
from vidstudio.services.images.drafting.kinds import KINDS
from vidstudio.services.images.drafting.look import RGB, Framing, Light, Look, Setting, Subject
from vidstudio.services.images.drafting.scene import paint_scene
from vidstudio.services.images.drafting.stage import set_stage
from vidstudio.services.images.drafting.texture import Array

ACCENT: RGB = (0.8, 0.2, 0.1)


def painted(
    setting: Setting = Setting.FIELD,
    light: Light = Light.DAY,
    framing: Framing = Framing.WIDE,
    subjects: tuple[Subject, ...] = (),
    weather: Light | None = None,
) -> Array:
    look = Look(setting, None, light, weather, framing, subjects, frozenset(), (), ACCENT, key=4)
    stage = set_stage(look, 480, 270, 3)
    paint_scene(stage)
    return stage.canvas.pixels


def assert_is_picture(pixels: Array) -> None:
    assert pixels.shape == (270, 480, 3)
    assert np.isfinite(pixels).all()
    assert pixels.std() > 0.01


@pytest.mark.parametrize("framing", Framing)
@pytest.mark.parametrize("setting", Setting)
def test_every_setting_in_every_framing(setting: Setting, framing: Framing) -> None:
    assert_is_picture(painted(setting, framing=framing))


@pytest.mark.parametrize("light", Light)
@pytest.mark.parametrize("setting", [Setting.SEA, Setting.STREET, Setting.ROOM])
def test_every_light_and_weather(setting: Setting, light: Light) -> None:
    assert_is_picture(painted(setting, light=light))
    assert_is_picture(painted(setting, light=Light.NIGHT, weather=light))


@pytest.mark.parametrize("framing", [Framing.WIDE, Framing.CLOSE, Framing.SHOULDER, Framing.AERIAL])
@pytest.mark.parametrize("subject", Subject)
def test_every_subject(subject: Subject, framing: Framing) -> None:
    setting = words.USUAL_SETTING.get(subject, Setting.FIELD)
    assert_is_picture(painted(setting, framing=framing, subjects=(subject,)))


@pytest.mark.parametrize("subject", KINDS)
def test_a_subject_is_seen(subject: Subject) -> None:
    setting = words.USUAL_SETTING.get(subject, Setting.FIELD)
    with_it, without = painted(setting, subjects=(subject,)), painted(setting)
    assert (np.abs(with_it - without).max(axis=2) > 0.08).mean() > 0.002


def test_three_subjects_share_the_picture() -> None:
    assert_is_picture(painted(Setting.LAKE, subjects=(Subject.MAN, Subject.DOG, Subject.BOAT)))
