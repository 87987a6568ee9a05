"""What a scene has beside its picture: which marks, in which words, for eyes and ears."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.factories import a_scene
from vidstudio.core.captions import CaptionStyle
from vidstudio.core.scene import Asset, Transition
from vidstudio.core.storyboard import Storyboard
from vidstudio.ui.storyboard.marks import marks
from vidstudio.ui.storyboard.model import StoryboardModel

VOICE = Asset(1, "0.wav", "take 3 <final>.wav", "0" * 64, 4.0)
SURF = Asset(2, "1.wav", "surf.wav", "1" * 64, 4.0)

CASES: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({}, []),
    ({"caption": "Dawn"}, [("caption", "Caption: Dawn")]),
    ({"caption": "Dawn\nat sea", "caption_style": CaptionStyle.TITLE}, [("caption", "Title: Dawn at sea")]),
    ({"narration": VOICE}, [("sound", "Narration: take 3 <final>.wav")]),
    (
        {"narration": VOICE, "effect": SURF},
        [("sound", "Narration: take 3 <final>.wav, Sound effect: surf.wav")],
    ),
    ({"clip": SURF, "caption": "Dawn"}, [("caption", "Caption: Dawn"), ("clip", "Clip: surf.wav")]),
    ({"transition": Transition.DIP_TO_BLACK}, [("transition-dip_to_black", "Dip to black to the next scene")]),
]


@pytest.mark.parametrize(("changes", "wanted"), CASES)
def test_marks(changes: dict[str, Any], wanted: list[tuple[str, str]]) -> None:
    assert [(mark.icon, mark.words) for mark in marks(a_scene(1, **changes), last=False)] == wanted


def test_the_last_scene_has_no_next_one() -> None:
    assert marks(a_scene(1, transition=Transition.CUT), last=True) == ()


def test_they_are_told_in_the_tool_tip_and_to_ears(qtbot: QtBot) -> None:
    model = StoryboardModel()
    first = a_scene(1, narration=VOICE, transition=Transition.CUT)
    model.set_storyboard(Storyboard((first, a_scene(2, transition=Transition.CUT))))
    spoken, tip = (
        model.index(0).data(role) for role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
    )
    assert spoken.endswith(", completed, Narration: take 3 <final>.wav, Cut to the next scene")
    assert "<p>Narration: take 3 &lt;final&gt;.wav</p><p>Cut to the next scene</p>" in tip
    assert model.index(1).data(Qt.ItemDataRole.AccessibleTextRole).endswith("completed")
