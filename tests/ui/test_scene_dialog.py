"""The scene dialog by itself: what is chosen in it, what it says, and what it wishes for."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.factories import a_picture, a_scene
from tests.ui.looking import find, shown, text_of
from vidstudio.core.captions import CaptionStyle
from vidstudio.core.scene import Asset, Framing, Motion, Scene, Transition
from vidstudio.errors import SourceUnreadable
from vidstudio.ui.scene_dialog import SceneDialog

VOICE = Asset(1, "0.wav", "keeper, take 3.wav", "0" * 64, 6.2)
LONG_VOICE = Asset(2, "1.wav", "all of it.wav", "1" * 64, 75.0)


@pytest.fixture
def dialog(qtbot: QtBot) -> SceneDialog:
    return opened(qtbot, a_scene(3))


def opened(qtbot: QtBot, scene: Scene) -> SceneDialog:
    made = SceneDialog(scene, 3)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def wish(qtbot: QtBot, dialog: SceneDialog) -> Scene:
    with qtbot.waitSignal(dialog.save_wished) as told:
        QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert told.args is not None
    scene = told.args[0]
    assert isinstance(scene, Scene)
    return scene


FULL = a_scene(
    3,
    duration=2.516667,
    motion=Motion.AUTO,
    strength=1.03,
    transition=Transition.WIPE,
    transition_seconds=1.25,
    framing=Framing.BLUR,
    caption="Dawn\nat sea",
    caption_style=CaptionStyle.LOWER_THIRD,
    narration=VOICE,
    effect=LONG_VOICE,
    clip=VOICE,
)


def test_what_is_not_touched_stays_to_the_letter(qtbot: QtBot) -> None:
    dialog = opened(qtbot, FULL)
    assert dialog.windowTitle() == "Scene 3"
    assert wish(qtbot, dialog) == FULL


def test_it_shows_what_the_scene_has(qtbot: QtBot) -> None:
    dialog = opened(qtbot, FULL)
    assert (dialog.motion.currentText(), dialog.transition.currentText()) == ("Auto", "Wipe")
    assert (dialog.framing.value, dialog.caption_style.currentText()) == (Framing.BLUR, "Lower third")
    assert dialog.caption.toPlainText() == "Dawn\nat sea"
    assert (text_of(dialog, "strengthValue"), text_of(dialog, "captionCount")) == ("103 %", "11 / 300")
    assert text_of(dialog, "narrationFile") == "keeper, take 3.wav · 6.2 s"
    assert text_of(dialog, "effectFile") == "all of it.wav · 1:15"
    assert find(dialog, QWidget, "clipFile").accessibleName() == "Clip: keeper, take 3.wav  ·  6.2 s"


def test_everything_can_be_changed(qtbot: QtBot, dialog: SceneDialog) -> None:
    dialog.duration.setValue(7.25)
    dialog.motion.choose(Motion.PAN_UP)
    dialog.strength.setValue(150)
    dialog.transition.choose(Transition.SLIDE)
    dialog.transition_seconds.setValue(1.5)
    dialog.framing.choose(Framing.BARS)
    dialog.caption.setPlainText("Dawn")
    dialog.caption_style.choose(CaptionStyle.END)
    assert wish(qtbot, dialog) == replace(
        a_scene(3),
        duration=7.25,
        motion=Motion.PAN_UP,
        strength=1.5,
        transition=Transition.SLIDE,
        transition_seconds=1.5,
        framing=Framing.BARS,
        caption="Dawn",
        caption_style=CaptionStyle.END,
    )


def test_keys_are_enough(qtbot: QtBot, dialog: SceneDialog) -> None:
    assert dialog.duration.hasFocus()
    QTest.keyClicks(dialog.duration, "7")
    QTest.keyClick(dialog.duration, Qt.Key.Key_Tab)
    QTest.keyClick(dialog.motion, Qt.Key.Key_End)
    QTest.keyClick(dialog.motion, Qt.Key.Key_Tab)
    assert not dialog.strength.isEnabled()  # Hold is the last
    dialog.motion.choose(Motion.DRIFT)
    QTest.keyClick(dialog.strength, Qt.Key.Key_Right)
    QTest.keyClick(dialog.strength, Qt.Key.Key_PageUp)
    with qtbot.waitSignal(dialog.save_wished) as told:
        QTest.keyClick(dialog.transition_seconds, Qt.Key.Key_Return)
    assert told.args == [replace(a_scene(3), duration=7.0, motion=Motion.DRIFT, strength=1.3)]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_a_new_line_in_the_caption_and_a_key_to_save_from_there(qtbot: QtBot, dialog: SceneDialog, key: Qt.Key) -> None:
    with qtbot.assertNotEmitted(dialog.save_wished):
        QTest.keyClicks(dialog.caption, "a")
        QTest.keyClick(dialog.caption, Qt.Key.Key_Return)
        QTest.keyClicks(dialog.caption, "b")
    with qtbot.waitSignal(dialog.save_wished) as told:
        QTest.keyClick(dialog.caption, key, Qt.KeyboardModifier.ControlModifier)
    assert told.args == [a_scene(3, caption="a\nb")]


@pytest.mark.parametrize(
    ("text", "count", "tone"),
    [
        ("", "0 / 300", "faint"),
        ("  a   b  ", "3 / 300", "faint"),
        ("x" * 300, "300 / 300", "faint"),
        ("x" * 301, "301 / 300", "danger"),
    ],
)
def test_letters_are_counted_as_they_will_be_kept(dialog: SceneDialog, text: str, count: str, tone: str) -> None:
    dialog.caption.setPlainText(text)
    assert text_of(dialog, "captionCount") == count
    assert find(dialog, QWidget, "captionCount").property("tone") == tone


def test_what_has_no_meaning_cant_be_changed(dialog: SceneDialog) -> None:
    assert dialog.strength.isEnabled()
    assert dialog.transition_seconds.isEnabled()
    dialog.motion.choose(Motion.HOLD)
    dialog.transition.choose(Transition.CUT)
    assert not dialog.strength.isEnabled()
    assert not dialog.transition_seconds.isEnabled()


def test_it_can_be_as_long_as_its_narration(qtbot: QtBot, dialog: SceneDialog) -> None:
    assert not dialog.match.isEnabled()
    dialog.take({"narration": VOICE})
    QTest.mouseClick(dialog.match, Qt.MouseButton.LeftButton)
    assert dialog.duration.value() == 6.7
    assert wish(qtbot, dialog) == a_scene(3, duration=6.7, narration=VOICE)


@pytest.mark.parametrize("field", ["narration", "effect", "clip"])
def test_a_chosen_file_is_wished_for(
    qtbot: QtBot, dialog: SceneDialog, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def choose(_parent: object, title: str, _folder: str, kinds: str) -> tuple[str, str]:
        asked.append(f"{title}: {kinds}")
        return "/media/take 3.wav", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    with qtbot.waitSignal(dialog.take_wished) as told:
        QTest.mouseClick(dialog.files[field].choose, Qt.MouseButton.LeftButton)
    assert told.args == [field, Path("/media/take 3.wav")]
    assert ("*.mp4" in asked[0], "*.flac" in asked[0]) == (field == "clip", field != "clip")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    with qtbot.assertNotEmitted(dialog.take_wished):
        QTest.mouseClick(dialog.files[field].choose, Qt.MouseButton.LeftButton)


def test_while_a_file_is_taken_nothing_else_can_be_done(qtbot: QtBot, dialog: SceneDialog) -> None:
    dialog.begin(Path("/media/take 3.wav"))
    assert dialog.running
    assert text_of(dialog, "sceneProgressText") == "Taking take 3.wav …"
    assert not any(part.isEnabled() for part in (dialog.duration, dialog.caption, dialog.save))
    with qtbot.assertNotEmitted(dialog.save_wished):
        QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(dialog.cancel_wished):
        QTest.mouseClick(dialog.work.cancel, Qt.MouseButton.LeftButton)
    dialog.stop()
    assert dialog.work.isHidden()
    assert dialog.save.isEnabled()


def test_a_refusal_is_told_and_what_was_chosen_stays(qtbot: QtBot, dialog: SceneDialog) -> None:
    dialog.duration.setValue(9)
    dialog.begin(Path("/media/notes.wav"))
    dialog.fail(SourceUnreadable("There is no sound in it.", "Choose another."))
    assert text_of(dialog, "sceneMessage") == "There is no sound in it. Choose another."
    assert not dialog.running
    dialog.begin(Path("/media/voice.wav"))
    assert not shown(dialog, "sceneMessage")
    dialog.take({"effect": VOICE})
    assert wish(qtbot, dialog) == a_scene(3, duration=9, effect=VOICE)
    dialog.fail(ValueError("odd"))
    assert text_of(dialog, "sceneMessage") == "Unexpected: odd"


def test_files_can_be_taken_out(qtbot: QtBot) -> None:
    dialog = opened(qtbot, FULL)
    for field in ("narration", "effect", "clip"):
        QTest.mouseClick(dialog.files[field].remove, Qt.MouseButton.LeftButton)
        assert text_of(dialog, f"{field}File") == "None"
        assert not dialog.files[field].remove.isVisible()
    assert not dialog.match.isEnabled()
    assert wish(qtbot, dialog) == replace(FULL, narration=None, effect=None, clip=None)


def test_a_clip_taken_out_again_leaves_the_picture_there_was(qtbot: QtBot, dialog: SceneDialog) -> None:
    changes: dict[str, Any] = {"clip": VOICE, "picture": a_picture("of the clip", 9)}
    dialog.take(changes)
    assert wish(qtbot, dialog) == a_scene(3, **changes)
    QTest.mouseClick(dialog.files["clip"].remove, Qt.MouseButton.LeftButton)
    assert wish(qtbot, dialog) == a_scene(3)


def test_escape_closes_it_without_a_wish(qtbot: QtBot, dialog: SceneDialog) -> None:
    dialog.duration.setValue(9)
    with qtbot.assertNotEmitted(dialog.save_wished):
        QTest.keyClick(find(dialog, QPlainTextEdit, "captionEdit"), Qt.Key.Key_Escape)
    assert not dialog.isVisible()
