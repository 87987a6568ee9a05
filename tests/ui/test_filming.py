"""Clips, narration and music by models in the window: asked with their price, made beside it, each an undo step."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.factories import replicate
from tests.servers.replicate import ReplicateServer
from tests.servers.replicate_script import BILLING, Behaviour
from tests.ui.looking import find, kept, text_of
from tests.ui.test_painting import dialog_of, press
from vidstudio.core.approval import is_approved
from vidstudio.core.clips import choice
from vidstudio.core.job import Job
from vidstudio.core.media_request import MediaRequest
from vidstudio.services.media.clip_models import CLIP_MODELS, clip_model
from vidstudio.services.media.sound_models import SPEECH_MODELS
from vidstudio.studio.clips import order_clips
from vidstudio.ui.clip_dialog import ClipDialog
from vidstudio.ui.main_window import MainWindow
from vidstudio.ui.scene_dialog import SceneDialog
from vidstudio.ui.scene_work_desk import SceneWorkDesk
from vidstudio.ui.sound_dialogs import MusicDialog, SpeechDialog

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def service(replicate_in_use: ReplicateServer) -> ReplicateServer:
    """The service, and a token for it; polled quickly."""
    return replicate_in_use


@pytest.fixture
def approved(qtbot: QtBot, board: MainWindow) -> MainWindow:
    """The same, the storyboard approved."""
    board.menus.approve.trigger()
    qtbot.waitUntil(lambda: board.bench.view is not None and is_approved(board.bench.view.job))
    return board


def choose(qtbot: QtBot, board: MainWindow, *scene_ids: int) -> None:
    board.storyboard.select_scenes(list(scene_ids))
    qtbot.waitUntil(board.storyboard.menu_actions.clip.isEnabled)


def ended(qtbot: QtBot, desk: SceneWorkDesk) -> None:
    qtbot.waitUntil(lambda: not desk.running)


def clips(window: MainWindow) -> list[bool]:
    return [scene.clip is not None for scene in window.bench.model.storyboard]


def test_selected_scenes_become_clips_and_undo_brings_the_approval_back(
    qtbot: QtBot, approved: MainWindow, job: Job, service: ReplicateServer
) -> None:
    words: list[dict[int, str]] = []
    approved.clips.scenes_told.connect(words.append)
    choose(qtbot, approved, job.scenes[0].id, job.scenes[1].id)
    approved.storyboard.menu_actions.clip.trigger()
    dialog = dialog_of(qtbot, approved, ClipDialog)
    assert dialog.start.text() == "Make 2 clips  ·  $0.10"
    assert "Approve the storyboard again" in text_of(dialog, "clipAbout")
    press(dialog, "startClipButton")
    assert not approved.header.paint.isHidden()
    ended(qtbot, approved.clips)
    qtbot.waitUntil(lambda: clips(approved) == [True, True, False])
    qtbot.waitUntil(lambda: approved.bench.stack.count() == 2)
    assert set(words[0].values()) == {"In line"}
    assert words[-1] == {}
    assert "2 clips made." in text_of(approved, "messageText")
    now = kept(approved.bench, job.id)
    assert (now.actual_cost, is_approved(now)) == (Decimal("0.10"), False)
    for _ in range(2):
        approved.bench.stack.undo()
    qtbot.waitUntil(lambda: is_approved(kept(approved.bench, job.id)))
    approved.bench.stack.redo()
    assert clips(approved).count(True) == 1
    assert service.created == 2


def test_the_price_follows_what_is_chosen(qtbot: QtBot, approved: MainWindow, job: Job) -> None:
    dialog = ClipDialog(kept(approved.bench, job.id), [job.scenes[0]], has_token=True)
    qtbot.addWidget(dialog)
    told = []
    for model in CLIP_MODELS:
        dialog.model.choose(model)
        for size in model.sizes:
            dialog.size_box.choose(size)
            told.append(dialog.start.text())
    assert told[0] == "Make the clip  ·  $0.05"
    assert all(words.startswith("Make the clip  ·  $") for words in told)
    dialog.model.choose(clip_model("bytedance/seedance-1-lite"))
    dialog.length.choose(2)
    assert dialog.start.text() == "Make the clip  ·  $0.072"
    assert "held to the end" in text_of(dialog, "clipAbout")
    dialog.length.choose(12)
    assert "cut to the scene" in text_of(dialog, "clipAbout")
    dialog.model.choose(clip_model("google/veo-3.1-fast"))
    assert dialog.length.value is None


def test_a_storyboard_that_is_not_approved_is_told_so(qtbot: QtBot, board: MainWindow, job: Job) -> None:
    choose(qtbot, board, job.scenes[0].id)
    board.storyboard.menu_actions.clip.trigger()
    dialog = dialog_of(qtbot, board, ClipDialog)
    assert "Approve the storyboard first" in text_of(dialog, "clipRemark")
    assert not find(dialog, QPushButton, "startClipButton").isEnabled()
    press(dialog, "closeClipButton")


def test_a_clip_is_stopped_and_nothing_is_lost(
    qtbot: QtBot, approved: MainWindow, job: Job, service: ReplicateServer
) -> None:
    service.behaviour = Behaviour(starting=100_000, predict_time=0.0)
    now = kept(approved.bench, job.id)
    approved.clips.start(now, now.scenes, choice(clip_model("")))
    qtbot.waitUntil(lambda: service.created == 3)
    choose(qtbot, approved, job.scenes[0].id)
    qtbot.waitUntil(approved.storyboard.menu_actions.stop.isEnabled)
    approved.storyboard.menu_actions.stop.trigger()
    qtbot.waitUntil(lambda: len(service.seen("cancel")) == 1)
    press(approved.header, "cancelPaintButton")
    ended(qtbot, approved.clips)
    assert [service.status(each) for each in service.ids] == ["canceled"] * 3
    after = kept(approved.bench, job.id)
    assert (after.estimated_cost, is_approved(after), clips(approved)) == (Decimal(0), True, [False] * 3)


def test_one_thing_is_made_at_a_time(qtbot: QtBot, approved: MainWindow, job: Job, service: ReplicateServer) -> None:
    service.behaviour = Behaviour(starting=100_000, predict_time=0.0)
    now = kept(approved.bench, job.id)
    approved.clips.start(now, now.scenes[:1], choice(clip_model("")))
    qtbot.waitUntil(lambda: service.created == 1)
    approved.menus.paint.trigger()
    assert "Something is being made already." in text_of(approved, "messageText")
    approved.clips.cancel()
    ended(qtbot, approved.clips)


def test_an_unpaid_account_is_told(qtbot: QtBot, approved: MainWindow, job: Job, service: ReplicateServer) -> None:
    service.fail("create", BILLING, times=3)
    now = kept(approved.bench, job.id)
    approved.clips.start(now, now.scenes, choice(clip_model("")))
    ended(qtbot, approved.clips)
    assert "asks for payment first" in text_of(approved, "messageText")
    assert is_approved(kept(approved.bench, job.id))


def test_a_clip_of_an_earlier_run_is_fetched_at_the_start(
    qtbot: QtBot, approved: MainWindow, job: Job, service: ReplicateServer
) -> None:
    now = kept(approved.bench, job.id)
    studio = approved.bench.studio

    def ask() -> None:
        with replicate(studio) as client:
            (asked,) = order_clips(studio, now, now.scenes[:1], choice(clip_model("")))
            assert isinstance(asked.request, MediaRequest)
            picture = client.sendable(studio.storage.images(job.id) / asked.request.picture)
            sent = client.submit_media(asked.request, picture)
            studio.library(lambda library: library.generations.submitted(asked.id, sent.id))

    with ThreadPoolExecutor(1) as earlier:  # the window's thread may not ask the library
        earlier.submit(ask).result()
    approved.refining.resume_all()
    qtbot.waitUntil(lambda: clips(approved) == [True, False, False])
    assert "A clip that was still on its way has arrived." in text_of(approved, "messageText")
    assert service.created == 1


def test_a_scene_is_spoken_from_its_settings(
    qtbot: QtBot, board: MainWindow, job: Job, service: ReplicateServer
) -> None:
    board.scenes.open_dialog(job.scenes[0].id, board)
    settings = dialog_of(qtbot, board, SceneDialog)
    settings.caption.setPlainText("The heron waits.")
    press(settings, "makeNarrationButton")
    dialog = dialog_of(qtbot, board, SpeechDialog)
    assert dialog.text.toPlainText() == "The heron waits."
    dialog.model.choose(SPEECH_MODELS[1])
    assert dialog.start.text() == "Speak it  ·  about $0.001"
    dialog.voice.choose("Calm_Woman")
    press(dialog, "startSpeechButton")
    ended(qtbot, board.voices)
    narration = kept(board.bench, job.id).scenes[0].narration
    assert narration is not None
    assert narration.name == "Narration by minimax/speech-02-turbo"
    assert service.inputs(service.ids[0]) == {"text": "The heron waits.", "voice_id": "Calm_Woman"}
    qtbot.waitUntil(lambda: board.bench.stack.count() == 2)
    board.bench.stack.undo()
    assert board.bench.model.storyboard[0].narration is None


def test_several_scenes_are_spoken_each_its_own_line(
    qtbot: QtBot, board: MainWindow, job: Job, service: ReplicateServer
) -> None:
    choose(qtbot, board, *(scene.id for scene in job.scenes))
    board.storyboard.menu_actions.speak.trigger()
    dialog = dialog_of(qtbot, board, SpeechDialog)
    assert dialog.start.text().startswith("Speak 3 scenes  ·  about $")
    press(dialog, "startSpeechButton")
    ended(qtbot, board.voices)
    assert all(scene.narration for scene in kept(board.bench, job.id).scenes)
    assert len({service.inputs(each)["text"] for each in service.ids}) == 3


def test_there_has_to_be_something_to_say(qtbot: QtBot, job: Job) -> None:
    dialog = SpeechDialog(job, [replace(job.scenes[0], description="", caption="")], has_token=True)
    qtbot.addWidget(dialog)
    assert not dialog.start.isEnabled()
    QTest.keyClicks(dialog.text, "Now it flies.")
    assert dialog.start.isEnabled()
    without = SpeechDialog(job, job.scenes, has_token=False)
    qtbot.addWidget(without)
    assert "Replicate token" in text_of(without, "speechRemark")


def test_music_is_made_for_the_film(qtbot: QtBot, board: MainWindow, job: Job, service: ReplicateServer) -> None:
    board.menus.make_music.trigger()
    dialog = dialog_of(qtbot, board, MusicDialog)
    assert not dialog.start.isEnabled()
    QTest.keyClicks(dialog.prompt, "a slow piano")
    assert "15 s for a film of 15 s" in text_of(dialog, "musicAbout")
    click(dialog, "startMusicButton")
    ended(qtbot, board.voices)
    after = kept(board.bench, job.id)
    assert after.music == "music.wav"
    assert "The film's music is there." in text_of(board, "messageText")
    assert service.inputs(service.ids[0])["prompt"] == "a slow piano"


def click(inside: QWidget, name: str) -> None:
    QTest.mouseClick(find(inside, QPushButton, name), Qt.MouseButton.LeftButton)
