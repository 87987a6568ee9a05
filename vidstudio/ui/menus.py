"""The menu bar: everything the window can do, with its keys."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from vidstudio.ui.icons import set_icon
from vidstudio.ui.state import HeaderState

if TYPE_CHECKING:
    from vidstudio.ui.main_window import MainWindow


class Menus:
    """The actions whose state depends on the open job."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self.approve = self._action("Approve Storyboard", "approve", "Ctrl+Return", window.header.approve.click)
        self.render = self._action("Render Film", "render", "Ctrl+R", window.header.render_button.click)
        self.export = self._action("Export", "export", "Ctrl+E", window.export.export.click)
        self.queue_render = self._job_action("Render in the Queue", "", window.deliveries.queue_render)
        self.several = self._action("Export Several Jobs…", "", "", window.deliveries.several)
        self.show_queue = self._action("Show Queue", "jobs", "Ctrl+Shift+E", window.deliveries.show_queue)
        self.presets = self._action("Presets…", "settings", "", window.deliveries.presets)
        self.play = self._action("Play Film", "play", "Ctrl+P", window.play)
        self.reveal = self._action("Reveal Film", "reveal", "Ctrl+Shift+P", window.reveal)
        self.add = self._action("Add Scene…", "add", "Ctrl+Shift+N", window.add_scene)
        self.preview = self._action("Preview as Draft", "preview", "Ctrl+Shift+R", window.preview)
        self.preview_selected = self._action("Preview Selected Scenes", "", "", window.preview_selected)
        self.draw_missing = self._action("Draw Missing Pictures", "picture", "", window.refining.draw_missing)
        self.paint = self._job_action("Make Pictures…", "refine", window.make_pictures)
        self.paint.setShortcut(QKeySequence("Ctrl+Shift+G"))
        self.save_copy = self._job_action("Save a Copy…", "copy", window.projects.ask_save)
        self.save_copy.setShortcut(QKeySequence("Ctrl+Shift+S"))
        self.rename = self._job_action("Rename Job…", "", window.dialogs.rename)
        self.ledger = self._job_action("Costs and Budget…", "price", window.money.ledger)
        asks, edits = window.film_dialogs, window.edits
        self.settings = self._job_action("Film Settings…", "settings", asks.settings)
        self.caption = self._action(
            "Captions from the Scenes’ Texts", "caption", "", lambda: edits.caption(captioned=True)
        )
        self.no_captions = self._action("Remove Captions", "", "", lambda: edits.caption(captioned=False))
        self.title_card = self._job_action("Add Title Card…", "card", asks.title_card)
        self.end_card = self._job_action("Add End Card…", "", asks.end_card)
        self.music = self._job_action("Choose Music…", "music", asks.music)
        self.generate_music = self._job_action("Generate Music", "", asks.generate_music)
        self.make_music = self._job_action("Make Music by a Model…", "", window.make_music)
        self.no_music = self._job_action("No Music", "", asks.no_music)
        self._of_any = (self.save_copy, self.rename)
        self._of_job = (self.ledger, self.settings, self.music, self.generate_music, self.no_music)
        self._of_board = (self.add, self.paint, self.make_music, self.caption, self.title_card, self.end_card)
        for action in (
            *(self.approve, self.render, self.export, self.preview, self.preview_selected),
            self.queue_render,
            *(self.play, self.reveal, self.draw_missing, self.no_captions),
            *self._of_any,
            *self._of_job,
            *self._of_board,
        ):
            action.setEnabled(False)

    def show_state(self, state: HeaderState, *, can_export: bool) -> None:
        """Enable what the open job allows."""
        self.approve.setEnabled(state.can_approve)
        verb = "Fetch" if state.elsewhere else "Render"
        self.render.setText(f"{verb} Film")
        self.queue_render.setText(f"{verb} in the Queue")
        self.render.setEnabled(state.can_render)
        self.export.setEnabled(can_export)
        self.queue_render.setEnabled(state.can_render)
        self.play.setEnabled(state.has_film)
        self.reveal.setEnabled(state.has_film)
        self.preview.setEnabled(state.can_preview)
        self.show_chosen(self._window.storyboard.selected_rows())
        self.no_captions.setEnabled(state.can_edit and state.captioned)
        for action in self._of_board:
            action.setEnabled(state.can_edit)
        self.draw_missing.setEnabled(state.can_edit and not state.complete)
        for action in self._of_job:
            action.setEnabled(not state.elsewhere)
        for action in self._of_any:
            action.setEnabled(True)

    def show_chosen(self, rows: Sequence[int]) -> None:
        """Enable what needs scenes that are selected."""
        self.preview_selected.setEnabled(self.preview.isEnabled() and bool(rows))

    def fill(self) -> None:
        """Put everything into the window's menu bar."""
        window, bar = self._window, self._window.menuBar()
        file = bar.addMenu("&File")
        self._add(file, "New Job…", "add", QKeySequence.StandardKey.New, window.dialogs.new_job)
        self._add(file, "Open…", "reveal", QKeySequence.StandardKey.Open, window.projects.ask_open)
        self._add(file, "Add Film…", "clip", None, window.dialogs.add_film)
        self._add(file, "Open the Sample", "render", None, window.dialogs.sample)
        file.addSeparator()
        file.addActions([self.save_copy, self.rename, self.ledger])
        file.addSeparator()
        self._add(file, "Settings…", "settings", QKeySequence("Ctrl+,"), window.dialogs.settings)
        file.addSeparator()
        self._add(file, "Quit", "", QKeySequence.StandardKey.Quit, window.close)
        edit = bar.addMenu("&Edit")
        for action, picture, keys in (
            (window.bench.undo.createUndoAction(window), "undo", QKeySequence.StandardKey.Undo),
            (window.bench.undo.createRedoAction(window), "redo", QKeySequence.StandardKey.Redo),
        ):
            set_icon(action, picture)
            action.setShortcut(keys)
            edit.addAction(action)
        scene = bar.addMenu("&Scene")
        scene.addActions([self.add, self.paint, self.draw_missing])
        scene.addSeparator()
        scene.addActions(window.storyboard.menu_actions.menu.actions())
        film = bar.addMenu("Fil&m")
        for group in (
            [self.approve, self.render, self.queue_render],
            [self.export, self.several, self.show_queue, self.presets],
            [self.preview, self.preview_selected],
            [self.play, self.reveal],
            [self.settings],
            [self.caption, self.no_captions, self.title_card, self.end_card],
            [self.music, self.generate_music, self.make_music, self.no_music],
        ):
            film.addActions(group)
            film.addSeparator()
        self._add(film, "Clean Up Exports…", "remove", None, window.dialogs.clean_exports)
        about = bar.addMenu("&Help")
        self._add(about, "Open Log", "", None, window.dialogs.open_log)
        self._add(about, "Licences", "", None, window.dialogs.open_licences)
        self._add(about, "About vidstudio", "info", None, window.dialogs.about)

    def _add(
        self,
        menu: QMenu,
        text: str,
        picture: str,
        keys: QKeySequence | QKeySequence.StandardKey | None,
        do: Callable[[], object],
    ) -> None:
        action = QAction(text, self._window)
        action.triggered.connect(lambda _checked=False: do())
        if keys is not None:
            action.setShortcut(keys)
        if picture:
            set_icon(action, picture)
        menu.addAction(action)

    def _action(self, text: str, picture: str, keys: str, do: Callable[[], object]) -> QAction:
        action = QAction(text, self._window)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked=False: do())
        if picture:
            set_icon(action, picture)
        return action

    def _job_action(self, text: str, picture: str, do: Callable[..., object]) -> QAction:
        action = QAction(text, self._window)
        action.triggered.connect(lambda _checked=False: self._on_job(do))
        if picture:
            set_icon(action, picture)
        return action

    def _on_job(self, do: Callable[..., object]) -> None:
        view = self._window.bench.view
        if view is not None:
            do(view.job)


def build_menus(window: "MainWindow") -> Menus:
    """Give a window its menu bar."""
    menus = Menus(window)
    menus.fill()
    return menus
