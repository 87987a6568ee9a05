"""Opens the dialogs and carries out what they wish."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox, QWidget

from vidstudio import __version__
from vidstudio.core.control import Control
from vidstudio.core.hardware import found_words
from vidstudio.core.job import Export, Job
from vidstudio.core.scene import MAX_SCENE_SECONDS, MIN_SCENE_SECONDS
from vidstudio.core.wording import plural
from vidstudio.errors import VidstudioError
from vidstudio.paths import licences
from vidstudio.services.images.models import DEFAULT_MODEL
from vidstudio.services.secrets import OPENAI, read_token, save_token
from vidstudio.settings import Settings, save_settings
from vidstudio.studio.clean import clean_exports, old_exports
from vidstudio.studio.films import add_film
from vidstudio.studio.hardware import look_for_hardware
from vidstudio.studio.jobs import create_job
from vidstudio.studio.planning import planner_choices
from vidstudio.studio.sample import sample_job
from vidstudio.studio.update import why_no_updates
from vidstudio.ui.add_film_dialog import AddFilmDialog
from vidstudio.ui.edits import Edits
from vidstudio.ui.new_job_dialog import NewJobDialog
from vidstudio.ui.refining import Refining
from vidstudio.ui.settings_dialog import SettingsDialog
from vidstudio.ui.state import RefineState
from vidstudio.ui.theme import apply_theme
from vidstudio.ui.workbench import Workbench


class Dialogs(QObject):
    """What asks the user something. ``noticed`` carries a remark and its detail."""

    noticed = Signal(str, str)
    settings_changed = Signal()

    def __init__(self, bench: Workbench, refining: Refining, window: QWidget) -> None:
        super().__init__(window)
        self._bench = bench
        self._refining = refining
        self._window = window

    def new_job(self) -> None:
        """Ask for an idea or a script and make a job of it."""
        settings, has_token, studio = self._bench.studio.settings, self._refining.has_token, self._bench.studio
        state = RefineState(0, settings.refinement_price)
        planners = planner_choices(settings, has_token=has_token)
        models, model = self._refining.models, settings.image_model or DEFAULT_MODEL
        dialog = NewJobDialog(state, models=models, model=model, planners=planners, parent=self._window)
        planned = dialog.scene_planned.emit
        dialog.create_wished.connect(
            lambda wanted: self._make(dialog, lambda control: create_job(studio, wanted, control, planned=planned))
        )
        dialog.open()

    def add_film(self) -> None:
        """Ask for a film from elsewhere and make a job of it."""
        dialog, studio = AddFilmDialog(self._window), self._bench.studio
        dialog.add_wished.connect(
            lambda source, title: self._make(dialog, lambda control: add_film(studio, source, title, control))
        )
        dialog.open()

    def sample(self) -> None:
        """Open the sample job, made if it is not there."""
        studio = self._bench.studio
        self._bench.run(lambda control: sample_job(studio, control), self._made)

    def new_scene(self, row: int, edits: Edits) -> None:
        """Ask what happens in a new scene."""
        text, sure = QInputDialog.getMultiLineText(self._window, "Add scene", "What happens in the new scene?")
        if sure and text.strip():
            edits.insert(row, " ".join(text.split()))
            self._bench.when_saved(self._refining.draw_missing)

    def duration(self, scene_id: int, edits: Edits) -> None:
        """Ask how long a scene lasts."""
        board = self._bench.model.storyboard
        row = board.row_of(scene_id)
        asked = f"Seconds for scene {row + 1}:"
        now, least, most = board[row].duration, MIN_SCENE_SECONDS, MAX_SCENE_SECONDS
        seconds, sure = QInputDialog.getDouble(self._window, "Duration", asked, now, least, most, 2)
        if sure:
            edits.set_duration(scene_id, seconds)

    def rename(self, job: Job) -> None:
        """Ask for another title."""
        title, sure = QInputDialog.getText(self._window, "Rename job", "Title:", text=job.title)
        if sure and title.strip():
            self._bench.change(lambda library: library.jobs.rename(job.id, " ".join(title.split())[:200]))

    def settings(self) -> None:
        """Ask for settings and keep them."""
        has_token, models = self._refining.has_token, self._refining.models
        dialog = SettingsDialog(
            self._bench.studio.settings,
            has_token=has_token,
            models=models,
            why_no_updates=why_no_updates(),
            parent=self._window,
        )
        dialog.hardware_wished.connect(lambda ffmpeg, again: self._look_for_hardware(dialog, ffmpeg, again=again))
        dialog.save_wished.connect(lambda changes, token: self._save(dialog, changes, token))
        dialog.test_wished.connect(lambda token: self._test(dialog, token))
        dialog.key_test_wished.connect(lambda url, key: self._test_key(dialog, url, key))
        dialog.hardware.look()
        dialog.open()

    def clean_exports(self) -> None:
        """Ask whether exports that no longer match their film may go, and remove them."""
        studio = self._bench.studio

        def ask(old: list[Export]) -> None:
            if not old:
                self.noticed.emit("Every export matches its film.", "There is nothing to clean up.")
                return
            question = f"Remove {plural(len(old), 'export')} made from an older film? They can be exported again."
            if QMessageBox.question(self._window, "Clean up exports", question) is QMessageBox.StandardButton.Yes:
                self._bench.run(lambda _control: clean_exports(studio), told)

        def told(removed: list[Path]) -> None:
            self.noticed.emit(f"Removed {plural(len(removed), 'export')}.", "")

        self._bench.run(lambda _control: old_exports(studio), ask)

    def open_log(self) -> None:
        """Show the log file."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._bench.studio.places.log_file)))

    def open_licences(self) -> None:
        """Show what the program and its parts may be used for."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(licences())))

    def about(self) -> None:
        """Say what this is."""
        text = f"<b>vidstudio {__version__}</b><p>An idea or a script becomes a storyboard, the storyboard a film."
        QMessageBox.about(self._window, "About vidstudio", text)

    def _make(self, dialog: NewJobDialog | AddFilmDialog, work: Callable[[Control], Job]) -> None:
        dialog.begin()

        def made(job: Job) -> None:
            dialog.accept()
            self._made(job)

        task = self._bench.run(work, made, quiet=True)
        task.progressed.connect(dialog.show_progress)
        task.failed.connect(dialog.fail)
        task.canceled.connect(dialog.stop)
        dialog.cancel_wished.connect(task.cancel)
        dialog.rejected.connect(task.cancel)

    def _made(self, job: Job) -> None:
        self._bench.list_jobs()
        self._bench.open_job(job.id)

    def _save(self, dialog: SettingsDialog, changes: Mapping[str, Any], token: str | None) -> None:
        """Keyring and disk may take a while, so it is done beside the window."""
        places, key = self._bench.studio.places, dialog.key.text()

        def keep(_control: Control) -> Settings:
            if token is not None:
                save_token(token)
            if key:
                save_token(key, OPENAI)
            return save_settings(places, dict(changes))

        dialog.save.setEnabled(False)
        task = self._bench.run(keep, lambda settings: self._saved(dialog, settings), quiet=True)
        task.failed.connect(dialog.refuse)

    def _saved(self, dialog: SettingsDialog, settings: Settings) -> None:
        self._bench.use_settings(settings)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, settings.appearance)
        self._refining.look_for_token()
        self.settings_changed.emit()
        dialog.accept()

    def _look_for_hardware(self, dialog: SettingsDialog, ffmpeg: str, *, again: bool) -> None:
        """Trying takes some seconds; a dialog that is closed meanwhile stops it."""
        studio = self._bench.studio
        task = self._bench.run(
            lambda control: found_words(look_for_hardware(studio, ffmpeg, control, again=again)),
            dialog.hardware.show_found,
            quiet=True,
        )
        task.failed.connect(
            lambda error: dialog.hardware.show_found(error.message if isinstance(error, VidstudioError) else str(error))
        )
        dialog.finished.connect(task.cancel)

    def _test(self, dialog: SettingsDialog, typed: str) -> None:
        url = self._bench.studio.settings.replicate_base_url

        def ask() -> str:
            from vidstudio.services.images.replicate import Replicate  # noqa: PLC0415 - the client starts slowly

            with Replicate(typed or read_token(), url) as service:
                return service.account()

        task = self._bench.run(
            lambda _control: ask(),
            lambda name: dialog.show_answer(f"This is the token of {name}.", "success"),
            quiet=True,
        )
        task.failed.connect(dialog.refuse)

    def _test_key(self, dialog: SettingsDialog, url: str, typed: str) -> None:
        def ask() -> str:
            from vidstudio.services.images.openai import OpenAIImages  # noqa: PLC0415 - HTTP starts slowly

            with OpenAIImages(url, typed or read_token(OPENAI)) as service:
                return service.account()

        task = self._bench.run(
            lambda _control: ask(),
            lambda name: dialog.show_key_answer(f"{name} answers, and takes it.", "success"),
            quiet=True,
        )
        task.failed.connect(dialog.refuse_key)
