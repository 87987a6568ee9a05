"""Refinements through the real client, the loopback Replicate and the real library; own pictures; resuming."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.factories import image_bytes
from tests.servers.replicate import TOKEN, ReplicateServer
from tests.servers.replicate_script import BILLING, HANG_UP, Behaviour
from tests.ui.looking import kept, shown, text_of
from vidstudio.core.approval import is_approved
from vidstudio.core.images import ImageRequest
from vidstudio.core.job import AspectRatio, Job
from vidstudio.core.scene import ImageStatus, PictureSource
from vidstudio.errors import PictureRefused
from vidstudio.services.images.replicate import Replicate
from vidstudio.ui.edits import Edits
from vidstudio.ui.refine_dialog import RefineDialog
from vidstudio.ui.refining import Refining
from vidstudio.ui.workbench import Workbench

MODEL = "black-forest-labs/flux-schnell"


@pytest.fixture(autouse=True)
def service(replicate_in_use: ReplicateServer) -> ReplicateServer:
    """The service, and a token for it; polled quickly."""
    return replicate_in_use


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def dialog(
    qtbot: QtBot, service: ReplicateServer, refining: Refining, job: Job, parent: QWidget
) -> Iterator[RefineDialog]:
    """The dialog for the first scene of the open job, with a token found."""
    refining.look_for_token()
    qtbot.waitUntil(lambda: refining.has_token)
    made = refining.open_dialog(job.scenes[0].id, parent)
    assert made is not None
    yield made
    if isValid(made):
        made.close()


def press(dialog: RefineDialog, prompt: str = "A heron at dawn, in mist") -> None:
    dialog.prompt.setPlainText(prompt)
    QTest.mouseClick(dialog.refine, Qt.MouseButton.LeftButton)
    assert dialog.running


def ended(qtbot: QtBot, dialog: RefineDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.running)


def test_a_paid_picture_takes_a_slot_and_its_price(
    qtbot: QtBot, opened: Workbench, dialog: RefineDialog, job: Job, service: ReplicateServer
) -> None:
    press(dialog)
    ended(qtbot, dialog)
    assert service.created == service.charged == 1
    now = kept(opened, job.id)
    assert (now.refinement_count, now.estimated_cost, now.actual_cost) == (1, Decimal("0.02"), Decimal("0.003"))
    picture = now.scenes[0].picture
    assert picture is not None
    assert picture.source is PictureSource.REPLICATE
    assert dialog.after.picture == picture
    assert dialog.before.picture == job.scenes[0].picture
    assert text_of(dialog, "refinementsLeft") == "4 of 5 refinements left"
    assert opened.model.storyboard[0].image_prompt == "A heron at dawn, in mist"


def test_variants_are_one_step_and_the_others_are_versions(
    qtbot: QtBot, opened: Workbench, dialog: RefineDialog, job: Job, service: ReplicateServer
) -> None:
    service.next(Behaviour(end="failed", error="Out of memory", predict_time=0.0))
    dialog.variants.choose(3)
    press(dialog)
    ended(qtbot, dialog)
    now = kept(opened, job.id)
    assert (now.refinement_count, service.charged, opened.stack.count()) == (2, 2, 1)
    assert dialog.after.picture == now.scenes[0].picture
    words = text_of(dialog, "refineMessage")
    assert "The others are kept as versions" in words
    assert "1 of 3 did not come: The model failed: Out of memory" in words
    opened.stack.undo()
    qtbot.waitUntil(lambda: kept(opened, job.id).scenes[0].picture == job.scenes[0].picture)


def test_the_current_picture_is_changed(
    qtbot: QtBot, opened: Workbench, dialog: RefineDialog, job: Job, service: ReplicateServer
) -> None:
    dialog.maker.setCurrentIndex(dialog.maker.findData("black-forest-labs/flux-kontext-pro"))
    dialog.edit.setChecked(True)
    press(dialog, "Make it dusk")
    ended(qtbot, dialog)
    sent = json.loads(service.seen("create")[0].body)["input"]
    before = job.scenes[0].picture
    assert before is not None
    assert service.sent(sent["input_image"]) == (opened.studio.storage.images(job.id) / before.file).read_bytes()
    assert kept(opened, job.id).scenes[0].image_prompt.endswith(" Make it dusk")
    assert dialog.after.picture == kept(opened, job.id).scenes[0].picture


def test_undo_in_the_dialog_brings_picture_and_approval_back(
    qtbot: QtBot, opened: Workbench, dialog: RefineDialog, job: Job
) -> None:
    with qtbot.waitSignal(opened.changed):
        Edits(opened, opened).approve(job)
    press(dialog)
    ended(qtbot, dialog)
    assert not is_approved(kept(opened, job.id))
    QTest.mouseClick(dialog.undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: is_approved(kept(opened, job.id)))
    now = kept(opened, job.id)
    assert now.scenes == job.scenes
    assert now.refinement_count == 1
    assert dialog.before.picture == job.scenes[0].picture
    opened.stack.redo()
    qtbot.waitUntil(lambda: not is_approved(kept(opened, job.id)))


def test_a_description_alone_costs_a_slot_but_nothing_else(
    qtbot: QtBot, opened: Workbench, dialog: RefineDialog, job: Job, service: ReplicateServer
) -> None:
    dialog.description.setPlainText("The heron sleeps on one leg")
    QTest.mouseClick(dialog.refine, Qt.MouseButton.LeftButton)
    ended(qtbot, dialog)
    now = kept(opened, job.id)
    assert (now.refinement_count, now.estimated_cost, service.created) == (1, Decimal(0), 0)
    assert now.scenes[0].description == "The heron sleeps on one leg"
    assert now.scenes[0].picture == job.scenes[0].picture


def test_after_five_it_is_over(qtbot: QtBot, opened: Workbench, dialog: RefineDialog, job: Job) -> None:
    dialog.maker.setCurrentIndex(dialog.maker.findData("draft"))
    for number in range(5):
        press(dialog, f"A heron at dawn, take {number}")
        ended(qtbot, dialog)
    assert text_of(dialog, "refinementsLeft") == "0 of 5 refinements left"
    assert not dialog.refine.isEnabled()
    assert opened.stack.count() == 5


def test_cancel_gives_slot_and_money_back(
    qtbot: QtBot, opened: Workbench, dialog: RefineDialog, job: Job, service: ReplicateServer
) -> None:
    service.next(Behaviour(starting=10_000))
    press(dialog)
    qtbot.waitUntil(lambda: kept(opened, job.id).scenes[0].status is ImageStatus.GENERATING)
    assert kept(opened, job.id).estimated_cost == Decimal("0.02")
    qtbot.waitUntil(lambda: bool(service.seen("get")))
    QTest.mouseClick(dialog.work.cancel, Qt.MouseButton.LeftButton)
    ended(qtbot, dialog)
    now = kept(opened, job.id)
    assert (now.refinement_count, now.estimated_cost, now.scenes) == (0, Decimal(0), job.scenes)
    assert text_of(dialog, "refinementsLeft") == "5 of 5 refinements left"
    assert service.status(service.ids[0]) == "canceled"
    assert opened.stack.count() == 0


@pytest.mark.parametrize(("what", "words"), [("billing", "billing"), ("nsfw", "indecent"), ("network", "connection")])
def test_a_failure_has_words_and_gives_slot_and_money_back(
    qtbot: QtBot, opened: Workbench, dialog: RefineDialog, job: Job, service: ReplicateServer, what: str, words: str
) -> None:
    if what == "billing":
        service.fail("create", BILLING)
    elif what == "nsfw":
        service.next(Behaviour(end="failed", error="NSFW content detected. Try another prompt."))
    else:
        service.fail("create", HANG_UP, times=6)
    press(dialog)
    ended(qtbot, dialog)
    assert shown(dialog, "refineMessage")
    assert words.lower() in text_of(dialog, "refineMessage").lower()
    now = kept(opened, job.id)
    assert (now.refinement_count, now.estimated_cost) == (0, Decimal(0))
    assert text_of(dialog, "refinementsLeft") == "5 of 5 refinements left"
    assert dialog.refine.isEnabled()


def test_a_dialog_that_is_closed_meanwhile_still_gets_its_picture(
    qtbot: QtBot, opened: Workbench, dialog: RefineDialog, job: Job, service: ReplicateServer
) -> None:
    service.next(Behaviour(starting=10))
    press(dialog)
    qtbot.waitUntil(lambda: bool(service.seen("get")))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert isValid(dialog)
    qtbot.waitUntil(lambda: not isValid(dialog))
    picture = opened.model.storyboard[0].picture
    assert picture is not None
    assert picture.source is PictureSource.REPLICATE
    assert opened.stack.count() == 1


def test_a_closed_dialog_goes(qtbot: QtBot, dialog: RefineDialog) -> None:
    QTest.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not isValid(dialog))


def test_it_belongs_to_its_job_though_another_is_open_then(
    qtbot: QtBot, opened: Workbench, dialog: RefineDialog, job: Job, second_job: Job
) -> None:
    press(dialog)
    with qtbot.waitSignal(opened.opened):
        opened.open_job(second_job.id)
    ended(qtbot, dialog)
    assert kept(opened, job.id).refinement_count == 1
    assert opened.model.storyboard.scenes == second_job.scenes
    assert opened.stack.count() == 0


def test_the_users_own_picture_is_a_step_that_can_be_undone(
    qtbot: QtBot, opened: Workbench, refining: Refining, job: Job, tmp_path: Path
) -> None:
    (tmp_path / "mine.png").write_bytes(image_bytes((1, 2, 3)))
    refining.take_picture(job.scenes[1].id, str(tmp_path / "mine.png"))
    qtbot.waitUntil(lambda: opened.stack.count() == 1)
    assert opened.undo.undoText() == "Picture of scene 2"
    now = kept(opened, job.id)
    assert now.scenes[1].picture != job.scenes[1].picture
    assert now.refinement_count == 0
    opened.stack.undo()
    qtbot.waitUntil(lambda: kept(opened, job.id).scenes == job.scenes)


def test_a_file_that_is_no_picture_is_refused(
    qtbot: QtBot, opened: Workbench, refining: Refining, job: Job, tmp_path: Path
) -> None:
    (tmp_path / "notes.png").write_text("no picture")
    with qtbot.waitSignal(opened.failed) as told:
        refining.take_picture(job.scenes[1].id, str(tmp_path / "notes.png"))
    assert told.args is not None
    assert isinstance(told.args[0], PictureRefused)
    assert kept(opened, job.id).scenes == job.scenes


def test_a_new_scene_gets_a_draft(qtbot: QtBot, opened: Workbench, refining: Refining, job: Job) -> None:
    Edits(opened, opened).insert(0, "The heron flies over the lake")
    opened.when_saved(refining.draw_missing)
    qtbot.waitUntil(lambda: opened.model.storyboard[0].picture is not None)
    picture = kept(opened, job.id).scenes[0].picture
    assert picture is not None
    assert picture.source is PictureSource.DRAFT


def left_by_an_earlier_run(opened: Workbench, job: Job, service: ReplicateServer) -> None:
    """A picture that was asked for when the program ended."""
    request = ImageRequest("A heron at dusk, in rain", AspectRatio.WIDE, MODEL, 7)
    with Replicate(TOKEN, service.url) as client:
        prediction = client.submit(request)
    opened.store.submit(
        lambda library: library.generations.submitted(
            library.generations.begin(job.scenes[0].id, request, None, Decimal("0.02"), refinement=True).id,
            prediction.id,
        )
    )


def test_a_picture_left_by_an_earlier_run_is_fetched(
    qtbot: QtBot, opened: Workbench, refining: Refining, job: Job, service: ReplicateServer
) -> None:
    left_by_an_earlier_run(opened, job, service)
    with qtbot.waitSignal(refining.noticed):
        refining.resume_all()
    now = kept(opened, job.id)
    assert (now.refinement_count, service.created) == (1, 1)
    assert now.scenes[0].image_prompt == "A heron at dusk, in rain"
    assert opened.model.storyboard[0].picture == now.scenes[0].picture


def test_one_that_another_process_fetches_is_left_to_it(
    qtbot: QtBot, opened: Workbench, refining: Refining, job: Job, service: ReplicateServer
) -> None:
    left_by_an_earlier_run(opened, job, service)
    errors: list[Exception] = []
    opened.failed.connect(errors.append)
    with opened.studio.locks.hold("generation-1", "busy"), qtbot.waitSignal(opened.jobs_changed):
        refining.resume_all()
    assert not errors
    assert not service.seen("get")


def test_without_a_token_what_is_left_says_so_and_stays(
    qtbot: QtBot,
    opened: Workbench,
    refining: Refining,
    job: Job,
    service: ReplicateServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left_by_an_earlier_run(opened, job, service)
    monkeypatch.delenv("REPLICATE_API_TOKEN")
    with qtbot.waitSignal(opened.failed):
        refining.resume_all()
    assert kept(opened, job.id).scenes[0].status is ImageStatus.GENERATING
