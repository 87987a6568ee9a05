"""The refine dialog by itself: what it counts, offers, names and wishes for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.factories import a_job, a_picture, a_scene
from tests.ui.looking import find, shown, text_of
from vidstudio.core.control import Progress
from vidstudio.core.images import ImageModel
from vidstudio.core.refine import PictureMaker, Refinement
from vidstudio.errors import BillingRequired
from vidstudio.services.images.models import DEFAULT_MODEL, MODELS
from vidstudio.services.images.models import model as known_model
from vidstudio.studio.refine import RefineWork
from vidstudio.ui.refine_dialog import RefineDialog
from vidstudio.ui.state import RefineState

Make = Callable[..., RefineDialog]
PROMPT = "A red fox at dawn in deep snow"
WORDS = "A fox looks for mice"


def state(left: int = 3) -> RefineState:
    return RefineState(left, Decimal("0.02"))


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path) -> Iterator[Make]:
    made: list[RefineDialog] = []

    def dialog(left: int = 3, *, models: Sequence[ImageModel] = MODELS, model: str = "", **scene: Any) -> RefineDialog:
        chosen = a_scene(2, **{"image_prompt": PROMPT, "description": WORDS, **scene})
        job = replace(a_job(), scenes=(a_scene(1), chosen))
        new = RefineDialog(job, chosen, tmp_path, state(left), models=models, model=model)
        made.append(new)
        qtbot.addWidget(new)
        with qtbot.waitExposed(new):
            new.open()
        return new

    yield dialog
    for each in made:
        each.close()


def wish(qtbot: QtBot, dialog: RefineDialog) -> RefineWork:
    with qtbot.waitSignal(dialog.refine_wished) as told:
        QTest.mouseClick(dialog.refine, Qt.MouseButton.LeftButton)
    assert told.args is not None
    work = told.args[0]
    assert isinstance(work, RefineWork)
    return work


def test_it_begins_with_what_the_scene_has(make: Make) -> None:
    dialog = make()
    assert dialog.windowTitle() == "Refine scene 2"
    assert dialog.prompt.toPlainText() == PROMPT
    assert dialog.description.toPlainText() == WORDS
    assert dialog.before.picture == a_picture("2", 2)
    assert dialog.after.picture is None
    assert not shown(dialog, "undoRefineButton")
    assert not shown(dialog, "refineMessage")


COUNTS = [
    ("short", "5, at least 10", False),
    ("just ten c", "10 / 2000", True),
    ("  just ten c \n", "10 / 2000", True),
    ("p" * 2000, "2000 / 2000", True),
    ("p" * 2001, "2001 / 2000", False),
]


@pytest.mark.parametrize(("typed", "count", "can"), COUNTS, ids=[case[1] for case in COUNTS])
def test_the_prompt_is_counted_as_it_is_typed(make: Make, typed: str, count: str, *, can: bool) -> None:
    dialog = make()
    dialog.prompt.setPlainText(typed)
    assert text_of(dialog, "promptCount") == count
    assert find(dialog, QWidget, "promptCount").property("tone") == ("faint" if can else "danger")
    assert dialog.refine.isEnabled() is can


@pytest.mark.parametrize(("letters", "can"), [(9, False), (10, True), (1000, True), (1001, False)])
def test_the_description_has_its_own_limits(make: Make, letters: int, *, can: bool) -> None:
    dialog = make()
    dialog.description.setPlainText("d" * letters)
    assert dialog.refine.isEnabled() is can


def test_an_old_text_that_is_too_short_is_no_reason_to_refuse_the_other(make: Make) -> None:
    dialog = make(description="Fog")
    assert text_of(dialog, "descriptionCount") == "3 / 1000"
    assert dialog.refine.isEnabled()


def test_the_price_is_on_the_button_before_it_is_pressed(make: Make) -> None:
    dialog = make()
    assert dialog.refine.text() == "Generate  ·  $0.02"
    dialog.maker.setCurrentIndex(dialog.maker.findData("draft"))
    assert dialog.refine.text() == "Draw a draft  ·  free"
    dialog.description.setPlainText("A fox sleeps under a tree")
    assert dialog.refine.text() == "Save description  ·  free"


@pytest.mark.parametrize(("left", "tone"), [(5, "muted"), (3, "muted"), (1, "warning"), (0, "warning")])
def test_the_slots_that_are_left(make: Make, left: int, tone: str) -> None:
    dialog = make(left)
    assert text_of(dialog, "refinementsLeft") == f"{left} of 5 refinements left"
    assert find(dialog, QWidget, "refinementsLeft").property("tone") == tone
    assert dialog.refine.isEnabled() is (left > 0)


def test_without_a_slot_no_key_helps_either(qtbot: QtBot, make: Make) -> None:
    dialog = make(0)
    with qtbot.assertNotEmitted(dialog.refine_wished):
        QTest.keyClick(dialog.prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_a_new_picture_from_a_new_prompt(qtbot: QtBot, make: Make) -> None:
    dialog = make()
    dialog.prompt.setPlainText("  A red fox at night  ")
    refinement = Refinement("A red fox at night", None)
    assert wish(qtbot, dialog) == RefineWork(7, 2, refinement, PictureMaker.SERVICE, DEFAULT_MODEL)


def test_the_same_prompt_once_more(qtbot: QtBot, make: Make) -> None:
    assert wish(qtbot, make()).refinement == Refinement(PROMPT, None)


def test_a_description_alone(qtbot: QtBot, make: Make) -> None:
    dialog = make()
    dialog.description.setPlainText("A fox sleeps under a tree")
    assert wish(qtbot, dialog).refinement == Refinement(None, "A fox sleeps under a tree")


def test_both(qtbot: QtBot, make: Make) -> None:
    dialog = make()
    dialog.prompt.setPlainText("A red fox at night")
    dialog.description.setPlainText("A fox sleeps under a tree")
    assert wish(qtbot, dialog).refinement == Refinement("A red fox at night", "A fox sleeps under a tree")


def test_a_draft(qtbot: QtBot, make: Make) -> None:
    dialog = make()
    dialog.maker.setCurrentIndex(dialog.maker.findData("draft"))
    work = wish(qtbot, dialog)
    assert (work.maker, work.model) == (PictureMaker.DRAFT, "")


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
@pytest.mark.parametrize("field", ["prompt", "description"])
def test_control_and_return_refine(qtbot: QtBot, make: Make, field: str, key: Qt.Key) -> None:
    dialog = make()
    dialog.activateWindow()
    with qtbot.waitSignal(dialog.refine_wished):
        QTest.keyClick(getattr(dialog, field), key, Qt.KeyboardModifier.ControlModifier)


def test_only_drafts_without_a_token(make: Make) -> None:
    dialog = make(models=())
    assert [dialog.maker.itemData(row) for row in range(dialog.maker.count())] == ["draft"]
    assert "Settings" in dialog.maker.toolTip()


@pytest.mark.parametrize("model", ["", MODELS[2].id, "ada/sketcher"])
def test_the_model_of_the_settings_is_chosen(make: Make, model: str) -> None:
    offered = (*MODELS, known_model("ada/sketcher"))
    assert make(models=offered, model=model).maker.currentData() == (model or DEFAULT_MODEL)


def test_a_model_that_is_found_later_is_chosen_unless_another_was_meanwhile(make: Make) -> None:
    late = known_model("openai:gpt-image-1")
    dialog = make(model=late.id)
    assert dialog.maker.currentData() == DEFAULT_MODEL
    dialog.offer((*MODELS, late))
    assert dialog.maker.currentData() == late.id
    assert dialog.maker.findData("draft") == dialog.maker.count() - 1
    other = make(model=late.id)
    QTest.keyClick(other.maker, Qt.Key.Key_Down)
    other.offer((*MODELS, late))
    assert other.maker.currentData() == MODELS[1].id


def test_while_it_is_carried_out_nothing_can_be_changed(make: Make) -> None:
    dialog = make()
    dialog.begin()
    dialog.show_progress(Progress(0.5, "Painting"))
    assert text_of(dialog, "refineProgressText") == "Painting · 50%"
    assert dialog.running
    assert not any(part.isEnabled() for part in (dialog.prompt, dialog.description, dialog.maker, dialog.refine))


def test_cancel_is_a_wish(qtbot: QtBot, make: Make) -> None:
    dialog = make()
    dialog.begin()
    with qtbot.waitSignal(dialog.cancel_wished):
        QTest.mouseClick(dialog.work.cancel, Qt.MouseButton.LeftButton)
    dialog.stop(state())
    assert dialog.work.isHidden()
    assert dialog.refine.isEnabled()


def test_a_success_shows_the_new_picture_beside_the_old(make: Make) -> None:
    dialog = make()
    dialog.begin()
    dialog.succeed(a_scene(2, picture=a_picture("new"), description=WORDS), state(2))
    assert (dialog.before.picture, dialog.after.picture) == (a_picture("2", 2), a_picture("new"))
    assert text_of(dialog, "refinementsLeft") == "2 of 5 refinements left"
    assert (shown(dialog, "undoRefineButton"), dialog.undo.text()) == (True, "Back to the earlier picture")
    dialog.begin()
    assert (dialog.before.picture, dialog.after.picture) == (a_picture("new"), None)


def test_a_new_description_leaves_the_picture(make: Make) -> None:
    dialog = make()
    dialog.begin()
    dialog.succeed(a_scene(2, description="A fox sleeps under a tree"), state(2))
    assert dialog.after.picture is None
    assert dialog.undo.text() == "Back to the earlier description"


def test_a_failure_says_why_and_lets_it_be_tried_again(make: Make) -> None:
    dialog = make()
    dialog.begin()
    dialog.fail(BillingRequired("Replicate asks for billing.", "Set it up."), state())
    assert text_of(dialog, "refineMessage") == "Replicate asks for billing. Set it up."
    assert shown(dialog, "refineMessage")
    assert dialog.refine.isEnabled()
    dialog.begin()
    assert not shown(dialog, "refineMessage")


def test_what_was_undone_can_be_asked_for_again(make: Make) -> None:
    dialog = make()
    dialog.begin()
    dialog.succeed(a_scene(2, picture=a_picture("new")), state(2))
    dialog.revert(a_scene(2, image_prompt=PROMPT, description=WORDS))
    assert dialog.prompt.toPlainText() == PROMPT
    assert (dialog.before.picture, dialog.after.picture) == (a_picture("2", 2), None)
    assert not shown(dialog, "undoRefineButton")


def test_variants_are_priced_and_need_their_slots(qtbot: QtBot, make: Make) -> None:
    dialog = make(3)
    dialog.prompt.setPlainText("A red fox at night")
    dialog.variants.choose(3)
    assert dialog.refine.text() == "Generate 3  ·  $0.06"
    assert wish(qtbot, dialog).variants == 3
    dialog.variants.choose(4)
    assert not dialog.refine.isEnabled()
    assert find(dialog, QWidget, "refinementsLeft").property("tone") == "warning"
    dialog.maker.setCurrentIndex(dialog.maker.findData("draft"))
    assert not dialog.variants.isEnabled()
    assert (dialog.refine.text(), wish(qtbot, dialog).variants) == ("Draw a draft  ·  free", 1)


def test_what_came_of_variants_is_said(make: Make) -> None:
    dialog = make()
    dialog.begin()
    dialog.succeed(a_scene(2, picture=a_picture("new")), state(2), "The others are kept.")
    assert text_of(dialog, "refineMessage") == "The others are kept."
    assert find(dialog, QWidget, "refineMessage").property("tone") == "muted"


EDITOR = "black-forest-labs/flux-kontext-pro"


def test_a_picture_is_changed_only_by_a_model_that_does(qtbot: QtBot, make: Make) -> None:
    dialog = make()
    assert not dialog.edit.isEnabled()
    assert "new pictures only" in dialog.edit.toolTip()
    dialog.maker.setCurrentIndex(dialog.maker.findData(EDITOR))
    assert dialog.edit.isEnabled()
    dialog.edit.setChecked(True)
    assert (text_of(dialog, "promptTitle"), dialog.prompt.toPlainText()) == ("What to change", "")
    assert not dialog.refine.isEnabled()
    dialog.prompt.setPlainText("Make it dusk")
    work = wish(qtbot, dialog)
    assert (work.refinement, work.edit, work.model) == (Refinement("Make it dusk", None), True, EDITOR)
    dialog.edit.setChecked(False)
    assert (text_of(dialog, "promptTitle"), dialog.prompt.toPlainText()) == ("Image prompt", PROMPT)
    dialog.edit.setChecked(True)
    assert dialog.prompt.toPlainText() == "Make it dusk"
    dialog.maker.setCurrentIndex(0)
    assert (dialog.edit.isChecked(), dialog.prompt.toPlainText()) == (False, PROMPT)
    assert not wish(qtbot, dialog).edit


def test_a_description_alone_changes_no_picture(qtbot: QtBot, make: Make) -> None:
    dialog = make(model=EDITOR)
    dialog.edit.setChecked(True)
    dialog.description.setPlainText("A fox sleeps under a tree")
    work = wish(qtbot, dialog)
    assert (work.refinement, work.edit) == (Refinement(None, "A fox sleeps under a tree"), False)


def test_what_was_changed_makes_room_for_the_next_change(make: Make) -> None:
    dialog = make(model=EDITOR)
    dialog.edit.setChecked(True)
    dialog.prompt.setPlainText("Make it dusk")
    dialog.begin()
    dialog.succeed(a_scene(2, picture=a_picture("new"), image_prompt="A fox. Make it dusk"), state(2))
    assert dialog.prompt.toPlainText() == ""
    dialog.edit.setChecked(False)
    assert dialog.prompt.toPlainText() == "A fox. Make it dusk"


def test_where_there_is_no_picture_none_is_changed(make: Make) -> None:
    assert not make(model=EDITOR, picture=None).edit.isEnabled()


def test_escape_closes_it(make: Make) -> None:
    dialog = make()
    QTest.keyClick(dialog.prompt, Qt.Key.Key_Escape)
    assert dialog.isHidden()
