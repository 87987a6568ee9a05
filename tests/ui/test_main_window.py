"""The window as a whole: names for ears and tests, keys, what follows what, and closing while work is under way."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QPointF, QSettings, Qt, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QDropEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QInputDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.factories import a_studio, image_bytes, made_job
from tests.recordings import clip, voice
from tests.ui.looking import find, kept, shown, text_of, when_asked
from vidstudio.core.approval import is_approved
from vidstudio.core.job import Job, JobStatus
from vidstudio.core.scene import Framing, Motion, Transition
from vidstudio.paths import places
from vidstudio.ui.main_window import MainWindow
from vidstudio.ui.scene_dialog import SceneDialog
from vidstudio.ui.workbench import Workbench

OPERABLE = (
    QAbstractButton,
    QAbstractItemView,
    QSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
)

DIALOGS: dict[str, Callable[[MainWindow], object]] = {
    "new job": lambda window: window.dialogs.new_job(),
    "add film": lambda window: window.dialogs.add_film(),
    "settings": lambda window: window.dialogs.settings(),
    "refine": lambda window: window.refining.open_dialog(window.bench.model.storyboard[0].id, window),
    "scene": lambda window: window.scenes.open_dialog(window.bench.model.storyboard[0].id, window),
    "film": lambda window: window.menus.settings.trigger(),
}


def operable(inside: QWidget) -> list[QWidget]:
    """What a person can operate, without the insides of Qt's own widgets."""
    found = [part for part in inside.findChildren(QWidget) if isinstance(part, OPERABLE)]
    composite = (QAbstractSpinBox, QComboBox)
    return [
        part
        for part in found
        if not any(isinstance(above, composite) for above in ancestors(part))
        and not part.objectName().startswith("qt_")
        and not isinstance(part.parentWidget(), (QMenu, QMessageBox))
    ]


def ancestors(part: QWidget) -> Iterator[QWidget]:
    above = part.parentWidget()
    while above is not None:
        yield above
        above = above.parentWidget()


def nameless(inside: QWidget) -> list[str]:
    return [
        f"{type(part).__name__} {part.objectName()!r} {part.accessibleName()!r}"
        for part in operable(inside)
        if not part.objectName() or not part.accessibleName()
    ]


def dialog_of(window: MainWindow, name: str) -> QDialog:
    DIALOGS[name](window)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    return dialog


def test_everything_has_a_name_for_tests_and_one_for_ears(window: MainWindow) -> None:
    assert len(operable(window)) > 20
    assert nameless(window) == []


@pytest.mark.parametrize("name", DIALOGS)
def test_everything_in_a_dialog_has_too(qtbot: QtBot, window: MainWindow, name: str) -> None:
    dialog = dialog_of(window, name)
    assert len(operable(dialog)) > 4
    assert nameless(dialog) == []
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_names_are_told_apart(window: MainWindow) -> None:
    names = Counter(part.objectName() for part in operable(window))
    assert [name for name, count in names.items() if count > 1] == []


def order_of(window: QWidget) -> list[str]:
    """Where the keyboard goes with Tab, from the first widget on."""
    names: list[str] = []
    part = window.nextInFocusChain()
    while part is not None and part is not window:
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isVisible() and part.isEnabled():
            names.append(part.objectName())
        part = part.nextInFocusChain()
    return [name for name in names if name and not name.startswith("qt_")]


def test_tab_goes_from_the_jobs_over_the_storyboard_to_the_export(window: MainWindow) -> None:
    order = order_of(window)
    landmarks = ["newJobButton", "jobsView", "addSceneButton", "approveButton", "storyboardView", "formatMp4"]
    landmarks += ["qualityMedium", "chooseExportFolderButton", "copyMetadataButton"]
    assert [name for name in order if name in landmarks] == landmarks


TABS = {
    "new job": ["ideaEdit", "titleEdit", "durationBox", "aspectRatioBox", "styleBox", "plannerBox", "picturesBox"],
    "add film": ["filmSourceEdit", "browseFilmButton", "filmTitleEdit", "closeAddFilmButton"],
    "settings": [
        "tokenEdit",
        "testTokenButton",
        "openaiUrlEdit",
        "openaiKeyEdit",
        "plannerModelEdit",
        "defaultModelBox",
        "priceBox",
        "videoFolderEdit",
        "saveSettingsButton",
    ],
    "refine": ["promptEdit", "descriptionEdit", "modelBox", "closeRefineButton", "refineButton"],
    "scene": [
        "sceneDurationBox",
        "motionBox",
        "strengthSlider",
        "transitionBox",
        "transitionSecondsBox",
        "framingBox",
        "captionEdit",
        "captionStyleBox",
        "chooseNarrationButton",
        "chooseEffectButton",
        "chooseClipButton",
        "closeSceneButton",
        "saveSceneButton",
    ],
    "film": ["filmSizeBox", "filmRateBox", "watermarkEdit", "musicLevelBox", "saveFilmSettingsButton"],
}


@pytest.mark.parametrize("name", TABS)
def test_tab_goes_through_a_dialog_as_it_is_read(window: MainWindow, name: str) -> None:
    order = order_of(dialog_of(window, name))
    assert [part for part in order if part in TABS[name]] == TABS[name]


def keys_of(window: MainWindow) -> list[str]:
    """Every key of an action or shortcut that is listened to in the whole window."""
    everywhere = {Qt.ShortcutContext.WindowShortcut, Qt.ShortcutContext.ApplicationShortcut}
    actions = {action for action in window.findChildren(QAction) if action.shortcutContext() in everywhere}
    found = [keys.toString() for action in actions for keys in action.shortcuts()]
    other = set(window.deliveries.queue_window.findChildren(QShortcut))
    return found + [shortcut.key().toString() for shortcut in window.findChildren(QShortcut) if shortcut not in other]


def test_no_key_means_two_things(window: MainWindow) -> None:
    keys = Counter(keys_of(window))
    assert {key for key, count in keys.items() if count > 1} == set()
    assert {"Ctrl+N", "Ctrl+R", "Ctrl+E", "Ctrl+Z", "Ctrl+Return"} <= keys.keys()


def test_no_key_of_the_storyboard_is_one_of_the_window(window: MainWindow) -> None:
    view = window.storyboard
    of_the_view = Counter(keys.toString() for action in view.actions() for keys in action.shortcuts())
    assert not of_the_view.keys() & set(keys_of(window))
    assert {key for key, count in of_the_view.items() if count > 1} == set()


def test_menus_have_letters_of_their_own(window: MainWindow) -> None:
    letters = Counter(QKeySequence.mnemonic(action.text()).toString() for action in window.menuBar().actions())
    assert set(letters.values()) == {1}
    assert "" not in letters


def test_the_refine_dialogs_keys_are_its_own(qtbot: QtBot, window: MainWindow, job: Job) -> None:
    dialog = dialog_of(window, "refine")
    with qtbot.assertNotEmitted(window.header.approve_wished):
        find(dialog, QPlainTextEdit, "promptEdit").setPlainText("short")
        QTest.keyClick(
            find(dialog, QPlainTextEdit, "promptEdit"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
        )
    dialog.close()


def menu_action(window: MainWindow, text: str) -> QAction:
    found = [action for action in window.findChildren(QAction) if action.text() == text]
    assert len(found) == 1
    return found[0]


def test_with_nothing_open_only_what_makes_sense_is_offered(make_window: Callable[[], MainWindow]) -> None:
    window = make_window()
    menus = window.menus
    assert window.header.isHidden()
    offered = (
        menus.approve,
        menus.render,
        menus.export,
        menus.play,
        menus.reveal,
        menus.add,
        menus.rename,
        menus.music,
        menus.generate_music,
        menus.settings,
        menus.preview,
        menus.preview_selected,
        menus.caption,
        menus.no_captions,
        menus.title_card,
        menus.end_card,
    )
    assert not any(action.isEnabled() for action in offered)
    assert not window.export.export.isEnabled()


def test_the_open_job_is_everywhere(window: MainWindow, job: Job) -> None:
    assert window.windowTitle() == f"{job.title} – vidstudio"
    assert text_of(window, "jobTitle") == job.title
    assert window.metadata.value("jobId") == str(job.id)
    assert len(window.bench.model.storyboard) == 3
    assert window.jobs.view.currentIndex().row() == 0


def test_keys_approve_and_undo(qtbot: QtBot, window: MainWindow, bench: Workbench, job: Job) -> None:
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: text_of(window, "approvalBadge") == "Approved")
    window.edits.change([job.scenes[0].id], motion=Motion.HOLD)
    qtbot.waitUntil(lambda: text_of(window, "approvalBadge") == "Changed since approval")
    assert text_of(window, "jobNote") == "Scene 1: camera move changed"
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: text_of(window, "approvalBadge") == "Approved")
    assert is_approved(kept(bench, job.id))


def test_a_chosen_job_opens(qtbot: QtBot, window: MainWindow, bench: Workbench, second_job: Job) -> None:
    with qtbot.waitSignal(bench.opened):
        QTest.keyClick(window.jobs.view, Qt.Key.Key_Up)
    assert window.windowTitle() == f"{second_job.title} – vidstudio"


def test_an_error_is_shown_in_the_bar(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    bench.open_job(99)
    qtbot.waitUntil(lambda: shown(window, "messageBar"))
    assert "99" in text_of(window, "messageText")


def test_a_new_scene_comes_after_the_chosen_one(
    qtbot: QtBot, window: MainWindow, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QInputDialog, "getMultiLineText", lambda *_: ("The heron  flies\naway", True))
    window.storyboard.select_scenes([job.scenes[0].id])
    QTest.mouseClick(window.header.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.bench.model.storyboard[1].picture is not None)
    assert window.bench.model.storyboard[1].description == "The heron flies away"


def test_title_and_duration_are_asked_for(
    qtbot: QtBot, window: MainWindow, bench: Workbench, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("  Egret ", True))
    monkeypatch.setattr(QInputDialog, "getDouble", lambda *_: (2.5, True))
    window.menus.rename.trigger()
    qtbot.waitUntil(lambda: text_of(window, "jobTitle") == "Egret")
    window.storyboard.duration_wished.emit(job.scenes[0].id)
    qtbot.waitUntil(lambda: kept(bench, job.id).scenes[0].duration == 2.5)


def test_a_menus_choice_changes_all_selected_scenes_in_one_step(
    qtbot: QtBot, window: MainWindow, bench: Workbench, job: Job
) -> None:
    window.storyboard.select_scenes([job.scenes[0].id, job.scenes[2].id])
    window.storyboard.menu_actions.choices["transition"][Transition.DIP_TO_BLACK].trigger()
    qtbot.waitUntil(lambda: kept(bench, job.id).scenes[2].transition is Transition.DIP_TO_BLACK)
    assert [scene.transition for scene in kept(bench, job.id).scenes] == [
        Transition.DIP_TO_BLACK,
        Transition.CROSS_FADE,
        Transition.DIP_TO_BLACK,
    ]
    assert bench.stack.count() == 1
    window.storyboard.menu_actions.choices["framing"][Framing.BLUR].trigger()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: kept(bench, job.id).scenes == job.scenes)


def test_the_scenes_menu_has_all_the_storyboard_can_do(window: MainWindow) -> None:
    scene = next(action for action in window.menuBar().actions() if action.text() == "&Scene")
    menu = scene.menu()
    assert isinstance(menu, QMenu)
    texts = [action.text() for action in menu.actions()]
    assert {"Scene Settings…", "Match Narration", "Camera Move", "Transition", "Framing"} <= set(texts)


def test_scene_settings_have_a_key(qtbot: QtBot, window: MainWindow, job: Job) -> None:
    window.storyboard.setFocus()
    window.storyboard.select_scenes([job.scenes[1].id])
    QTest.keyClick(window.storyboard, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SceneDialog)
    assert dialog.before == job.scenes[1]
    dialog.close()


@pytest.mark.parametrize("field", ["picture", "narration", "clip"])
def test_a_dropped_file_becomes_what_it_is(
    qtbot: QtBot, window: MainWindow, bench: Workbench, job: Job, tmp_path: Path, field: str
) -> None:
    files = {"picture": tmp_path / "own.png", "narration": voice(tmp_path / "a.wav"), "clip": clip(tmp_path / "b.mp4")}
    files["picture"].write_bytes(image_bytes((1, 2, 3)))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(files[field]))])
    place = QPointF(window.storyboard.visualRect(bench.model.index(0)).center())
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    window.storyboard.dropEvent(QDropEvent(place, action, data, button, Qt.KeyboardModifier.NoModifier))
    qtbot.waitUntil(lambda: bench.stack.count() == 1)
    scene = kept(bench, job.id).scenes[0]
    changed = {
        name for name in ("picture", "narration", "clip") if getattr(scene, name) != getattr(job.scenes[0], name)
    }
    assert changed == ({"picture", "clip"} if field == "clip" else {field})


def test_captions_come_and_go_from_the_menu(qtbot: QtBot, window: MainWindow, bench: Workbench, job: Job) -> None:
    assert not window.menus.no_captions.isEnabled()
    window.menus.caption.trigger()
    qtbot.waitUntil(window.menus.no_captions.isEnabled)
    assert [bool(scene.caption) for scene in kept(bench, job.id).scenes] == [True] * 3
    window.menus.no_captions.trigger()
    qtbot.waitUntil(lambda: kept(bench, job.id).scenes == job.scenes)
    assert bench.stack.count() == 2


def test_selected_scenes_can_be_previewed_once_there_are_some(window: MainWindow, job: Job) -> None:
    assert window.menus.preview.isEnabled()
    assert not window.menus.preview_selected.isEnabled()
    window.storyboard.select_scenes([job.scenes[1].id])
    assert window.menus.preview_selected.isEnabled()
    window.storyboard.clearSelection()
    assert not window.menus.preview_selected.isEnabled()


def test_what_is_between_selected_scenes_is_previewed_too(
    window: MainWindow, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, range | None]] = []
    monkeypatch.setattr(window.desk, "start_preview", lambda job, rows=None: asked.append((job.id, rows)))
    window.menus.preview.trigger()
    window.storyboard.select_scenes([job.scenes[0].id, job.scenes[2].id])
    window.menus.preview_selected.trigger()
    assert asked == [(job.id, None), (job.id, range(3))]


@pytest.mark.slow
def test_a_preview_is_shown_in_the_header_and_can_be_canceled(
    qtbot: QtBot, window: MainWindow, bench: Workbench, job: Job
) -> None:
    with qtbot.waitSignal(bench.changed):
        window.edits.approve(job)
    before = kept(bench, job.id)
    with qtbot.waitSignal(window.desk.preview.progressed):
        QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        assert shown(window, "renderProgress")
        assert not window.header.render_button.isEnabled()
        assert not window.menus.preview.isEnabled()
    QTest.mouseClick(window.header.work.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(window.header.work.isHidden)
    assert text_of(window, "messageText") == "The preview was canceled."
    assert window.header.render_button.isEnabled()
    assert window.menus.preview.isEnabled()
    assert kept(bench, job.id) == before


def test_it_opens_where_it_was(qtbot: QtBot, window: MainWindow, make_window: Callable[[], MainWindow]) -> None:
    window.resize(1100, 555)  # the offscreen screen is 800 by 600
    window.close()
    saved = QSettings(str(places().window_file), QSettings.Format.IniFormat)
    assert saved.value("geometry") is not None
    assert make_window().height() == 555


def test_closing_is_told_once_no_picture_is_being_read(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.closed):
        window.close()
    assert not window.isVisible()


class TestWhileAFilmIsMade:
    """A render of a real film is under way when the window is closed."""

    @pytest.fixture
    def job(self, pictures: Path) -> Job:
        with a_studio() as studio:
            made = made_job(studio, pictures)
            return studio.library(lambda library: library.jobs.approve(made.id))

    @pytest.fixture
    def rendering(self, qtbot: QtBot, window: MainWindow) -> Iterator[MainWindow]:
        with qtbot.waitSignal(window.desk.render.progressed):
            QTest.mouseClick(window.header.render_button, Qt.MouseButton.LeftButton)
        assert shown(window, "renderProgress")
        yield window
        window.desk.cancel_all()
        qtbot.waitUntil(lambda: not window.desk.running)

    @pytest.mark.slow
    def test_it_asks_and_goes_on(self, rendering: MainWindow) -> None:
        asked: list[str] = []

        def keep(box: QDialog) -> None:
            assert isinstance(box, QMessageBox)
            asked.append(box.text())
            QTest.keyClick(box, Qt.Key.Key_Escape)

        timer = when_asked(keep)
        assert not rendering.close()
        assert asked == ["Something is still being made. Stop it and close?"]
        assert rendering.isVisible()
        assert rendering.desk.running
        assert not timer.isActive()

    @pytest.mark.slow
    def test_it_stops_clears_up_and_closes(self, qtbot: QtBot, rendering: MainWindow, job: Job) -> None:
        def stop(box: QDialog) -> None:
            assert isinstance(box, QMessageBox)
            QTest.mouseClick(box.buttons()[0], Qt.MouseButton.LeftButton)

        timer = when_asked(stop)
        with qtbot.waitSignal(rendering.closed):
            rendering.close()
            assert not timer.isActive()
            rendering.close()  # impatience changes nothing
            assert rendering.isVisible()
        assert not rendering.desk.running
        assert kept(rendering.bench, job.id).status is JobStatus.STORYBOARD_READY

    @pytest.mark.slow
    def test_its_progress_and_its_cancel_are_in_the_header(
        self, qtbot: QtBot, rendering: MainWindow, bench: Workbench, job: Job
    ) -> None:
        assert not rendering.header.render_button.isEnabled()
        QTest.mouseClick(rendering.header.work.cancel, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(rendering.header.work.isHidden)
        qtbot.waitUntil(rendering.header.render_button.isEnabled)
        assert text_of(rendering, "messageText") == "Rendering was canceled."
        assert kept(bench, job.id).status is JobStatus.STORYBOARD_READY


class Shown(QObject):
    """Takes the place of what the system shows files with."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[Path] = []

    @Slot(QUrl)
    def show(self, url: QUrl) -> None:
        self.files.append(Path(url.toLocalFile()))


def test_help_shows_the_licences(window: MainWindow) -> None:
    shown = Shown()
    QDesktopServices.setUrlHandler("file", shown, "show")  # type: ignore[arg-type] # it takes no bytes
    try:
        (action,) = (each for each in window.findChildren(QAction) if each.text() == "Licences")
        action.trigger()
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert [file.name for file in shown.files] == ["LICENSE"]
    assert shown.files[0].is_file()
