"""What is asked about a film as a whole: its settings, its music, its title and end cards."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from vidstudio.core.captions import CaptionStyle
from vidstudio.core.film import FilmSettings
from vidstudio.core.job import Job
from vidstudio.core.scene import Scene
from vidstudio.errors import VidstudioError
from vidstudio.studio.edit import add_card, card
from vidstudio.studio.jobs import generate_music, set_music
from vidstudio.ui.edits import Edits
from vidstudio.ui.film_dialog import FilmDialog
from vidstudio.ui.workbench import Workbench

_MUSIC = "Music (*.mp3 *.m4a *.aac *.wav *.flac *.ogg *.opus);;All files (*)"


class FilmDialogs(QObject):
    """Opens the dialogs and carries out what they wish. ``noticed`` carries a remark and its detail."""

    noticed = Signal(str, str)

    def __init__(self, bench: Workbench, edits: Edits, window: QWidget) -> None:
        super().__init__(window)
        self._bench = bench
        self._edits = edits
        self._window = window

    def settings(self, job: Job) -> None:
        """Ask what the film is like."""
        dialog = FilmDialog(job.settings, job.aspect_ratio, self._window)
        dialog.save_wished.connect(lambda settings: self._save(dialog, job, settings))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def title_card(self, job: Job) -> None:
        """Ask for the words of a card before all scenes."""
        self._ask_card(job, CaptionStyle.TITLE, "Add title card", "Title; more lines are set smaller:")

    def end_card(self, job: Job) -> None:
        """Ask for the words of a card behind all scenes."""
        self._ask_card(job, CaptionStyle.END, "Add end card", "What stands at the end, as credits or thanks?")

    def music(self, job: Job) -> None:
        """Ask for the film's music."""
        file, _ = QFileDialog.getOpenFileName(self._window, "Music for the film", "", _MUSIC)
        if file:
            self._change(lambda: set_music(self._bench.studio, job.id, Path(file)))

    def generate_music(self, job: Job) -> None:
        """Make quiet music as long as the film."""
        told = "Made a quiet bed of music as long as the film."
        self._change(lambda: generate_music(self._bench.studio, job.id), told)

    def no_music(self, job: Job) -> None:
        """Take the film's music out."""
        self._change(lambda: set_music(self._bench.studio, job.id, None))

    def _change(self, change: Callable[[], Job], told: str = "") -> None:
        bench = self._bench
        task = bench.run(lambda _control: bench.view_of(change()), bench.take)
        if told:
            task.succeeded.connect(lambda _view: self.noticed.emit(told, ""))

    def _save(self, dialog: FilmDialog, job: Job, settings: FilmSettings) -> None:
        try:
            self._edits.set_film(job, settings)
        except VidstudioError as exc:
            dialog.refuse(exc)
        else:
            dialog.accept()

    def _ask_card(self, job: Job, style: CaptionStyle, title: str, question: str) -> None:
        text, sure = QInputDialog.getMultiLineText(self._window, title, question)
        if sure and text.strip():
            studio = self._bench.studio
            self._bench.run(lambda _control: card(studio, job, text, style), lambda made: self._put_in(job, made, text))

    def _put_in(self, job: Job, made: Scene, text: str) -> None:
        """An edit of the open job; in one that is no longer open nothing could be undone."""
        bench = self._bench
        if bench.view is not None and bench.view.job.id == job.id:
            self._edits.add_card(made)
        else:
            self._change(lambda: add_card(bench.studio, job.id, text, made.caption_style))
