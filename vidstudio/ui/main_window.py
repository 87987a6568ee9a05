"""The window: builds the panels and shows in them what is kept; nothing else."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMessageBox, QScrollArea, QSplitter, QVBoxLayout, QWidget

from vidstudio.core.job import Job
from vidstudio.core.wording import shorten
from vidstudio.ui.deliveries import Deliveries
from vidstudio.ui.dialogs import Dialogs
from vidstudio.ui.edits import Edits
from vidstudio.ui.export_panel import ExportPanel
from vidstudio.ui.export_state import export_state
from vidstudio.ui.film_desk import FilmDesk
from vidstudio.ui.film_dialogs import FilmDialogs
from vidstudio.ui.job_header import JobHeader
from vidstudio.ui.jobs_panel import JobsPanel
from vidstudio.ui.media_desk import ClipDesk, VoiceDesk
from vidstudio.ui.menus import build_menus
from vidstudio.ui.message_bar import MessageBar
from vidstudio.ui.metadata_pane import MetadataPane
from vidstudio.ui.money_dialogs import MoneyDialogs
from vidstudio.ui.paint_desk import PaintDesk
from vidstudio.ui.project_desk import ProjectDesk
from vidstudio.ui.refining import Refining
from vidstudio.ui.scene_desk import SceneDesk
from vidstudio.ui.scene_work_desk import SceneWorkDesk
from vidstudio.ui.state import header_state
from vidstudio.ui.storyboard.thumbnails import ThumbnailCache
from vidstudio.ui.storyboard.view import StoryboardView
from vidstudio.ui.update_desk import UpdateDesk
from vidstudio.ui.widgets import MARGIN
from vidstudio.ui.window_frame import Content
from vidstudio.ui.window_signals import connect_window
from vidstudio.ui.workbench import JobView, Workbench

CLOSE_MS = 8000
"""How long closing waits for renders and exports to stop."""


class MainWindow(Content):
    """objectName ``mainWindow``."""

    def __init__(self, bench: Workbench, geometry: QSettings) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self._title = "vidstudio"
        self.setWindowTitle(self._title)
        self.bench = bench
        self.desk = FilmDesk(bench, self)
        self.refining = Refining(bench, self)
        self.painting = PaintDesk(bench, self)
        self.clips = ClipDesk(bench, self)
        self.voices = VoiceDesk(bench, self)
        self.makers: tuple[SceneWorkDesk, ...] = (self.painting, self.clips, self.voices)
        for desk in self.makers:
            desk.beside = [other for other in self.makers if other is not desk]
        self.edits = Edits(bench, self)
        self.scenes = SceneDesk(bench, self.edits, self)
        self.dialogs = Dialogs(bench, self.refining, self)
        self.film_dialogs = FilmDialogs(bench, self.edits, self)
        self.money = MoneyDialogs(bench, self)
        self.projects = ProjectDesk(bench, self)
        self.thumbnails = ThumbnailCache(self)
        self.jobs = JobsPanel()
        self.header = JobHeader()
        self.messages = MessageBar()
        self.updates = UpdateDesk(bench, self.messages, self)
        self.storyboard = StoryboardView(bench.model, self.thumbnails)
        self.export = ExportPanel()
        self.metadata = MetadataPane()
        self.deliveries = Deliveries(bench, self.desk, self.export, geometry, self)
        self._geometry = geometry
        self._closing = self._out_of_time = False
        self._patience = QTimer(self, singleShot=True, interval=CLOSE_MS)
        self._patience.timeout.connect(self._close_anyway)
        self._lay_out()
        self.menus = build_menus(self)
        connect_window(self)
        self._show_nothing()
        self._restore()

    def show_view(self, view: JobView) -> None:
        """Show the open job as it is kept now."""
        job = view.job
        self._title = f"{shorten(job.title, 60)} – vidstudio"
        self.setWindowTitle(self._title)
        state = header_state(job, view.film, filming=self.desk.filming)
        self.header.show_state(state)
        self.storyboard.set_editable(state.can_edit)
        self.storyboard.set_empty_text(*state.empty)
        exports = export_state(job, view.film, self.bench.studio.storage.exports(job.id))
        self.export.show_state(exports)
        self.metadata.show_job(job, view.film)
        self.menus.show_state(state, can_export=not exports.why_not)

    @property
    def working(self) -> bool:
        """Whether a film, a preview or an export is being made."""
        return self.desk.running or self.deliveries.desk.running

    @property
    def closing(self) -> bool:
        """Whether it stops its work in order to close."""
        return self._closing

    def show_share(self, fraction: float | None) -> None:
        """How far exports are, where the task bar shows it too: in the window's title."""
        share = "" if fraction is None else f"{fraction:.0%}  ·  "
        self.setWindowTitle(f"{share}{self._title}")

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.working and not self._out_of_time:
            event.ignore()
            if not self._closing and self._sure():
                self._stop_and_close()
            return
        self._patience.stop()
        if self.isWindow():
            self._geometry.setValue("geometry", self.saveGeometry())
        self._geometry.setValue("columns", self._columns.saveState())
        self.deliveries.close()
        self.thumbnails.close()
        self.jobs.close_pictures()
        self.hide()
        self.closed.emit()
        super().closeEvent(event)

    def _stop_and_close(self) -> None:
        self._closing = True
        for work in self.desk.works:
            work.ended.connect(self._close_when_idle)
        self.deliveries.desk.idle.connect(self._close_when_idle)
        self.desk.cancel_all()
        self.deliveries.desk.stop()
        self._patience.start()
        self._close_when_idle()  # it may have ended while the question was open

    def _close_when_idle(self) -> None:
        if not self.working:
            self.close()

    def _close_anyway(self) -> None:
        self._out_of_time = True
        self.close()

    def _sure(self) -> bool:
        question = "Something is still being made. Stop it and close?"
        detail = (
            "Nothing is lost: what there was before stays, finished parts are kept, and the queue is offered again."
        )
        box = QMessageBox(QMessageBox.Icon.Question, "vidstudio", question, parent=self)
        box.setInformativeText(detail)
        stop = box.addButton("Stop and close", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("Keep working", QMessageBox.ButtonRole.RejectRole)
        box.exec()
        return box.clickedButton() is stop

    def play(self) -> None:
        """Play the open job's film."""
        view = self.bench.view
        if view is not None and view.film is not None:
            self.desk.play(view.job.id, view.film)

    def reveal(self) -> None:
        """Show the open job's film in its folder."""
        view = self.bench.view
        if view is not None and view.film is not None:
            self.desk.reveal(view.job.id, view.film)

    def add_scene(self) -> None:
        """Ask what happens in a new scene and put it after the current one."""
        rows = self.storyboard.selected_rows()
        self.dialogs.new_scene(rows[-1] + 1 if rows else len(self.bench.model.storyboard), self.edits)

    def preview(self) -> None:
        """Make a quick draft of the open job's film and show it."""
        self.with_job(self.desk.start_preview)

    def preview_selected(self) -> None:
        """Show the film from the first of the selected scenes to the last of them."""
        rows = self.storyboard.selected_rows()
        if rows:
            self.with_job(lambda job: self.desk.start_preview(job, range(rows[0], rows[-1] + 1)))

    def cancel_filming(self) -> None:
        """Stop the film or preview that is being made."""
        self.header.work.stopping()
        self.desk.cancel_filming()

    def with_job(self, do: Callable[[Job], object]) -> None:
        """Do something with the open job, if there is one."""
        if self.bench.view is not None:
            do(self.bench.view.job)

    def make_pictures(self, job: Job) -> None:
        """Ask for pictures for many scenes of the open job."""
        chosen = self.storyboard.selected_ids()
        self.painting.open_dialog(job, chosen, self, self.refining.models)

    def make_media(self, field: str, scene_ids: Sequence[int]) -> None:
        """Ask for clips, or for narration, of scenes of the open job as it is kept, once all is saved."""
        desk = self.clips if field == "clip" else self.voices

        def ask(view: JobView) -> None:
            self.bench.take(view)
            desk.open_dialog(view.job, scene_ids, self, has_token=self.refining.has_token)

        if self.bench.view is not None:
            self.bench.load(self.bench.view.job.id, ask)

    def make_music(self, job: Job) -> None:
        """Ask for music for the open job's film."""
        self.voices.open_music(job, self, has_token=self.refining.has_token)

    def show_again(self) -> None:
        """Show what is open once more: something beside it has changed."""
        if self.bench.view is not None:
            self.show_view(self.bench.view)

    def _show_nothing(self) -> None:
        self.header.hide()
        self.export.show_state(None)
        self.metadata.show_job(None, None)
        self.storyboard.set_empty_text("No job is open", "Make one with “New job”, or choose one at the left.")
        self.bench.opened.connect(self.header.show)

    def _lay_out(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        bar = QVBoxLayout()
        bar.setContentsMargins(MARGIN, 0, MARGIN, 0)
        bar.addWidget(self.messages)
        column.addLayout(bar)
        column.addWidget(self.storyboard, 1)
        side = QWidget()
        stack = QVBoxLayout(side)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(1)
        stack.addWidget(self.export)
        stack.addWidget(self.metadata, 1)
        right = QScrollArea()
        right.setObjectName("sidePanel")
        right.setWidget(side)
        right.setWidgetResizable(True)
        right.setFrameShape(QScrollArea.Shape.NoFrame)
        right.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._columns = QSplitter()
        self._columns.setObjectName("columns")
        self._columns.setHandleWidth(1)
        self._columns.setChildrenCollapsible(False)
        for part, stretch in ((self.jobs, 0), (middle, 1), (right, 0)):
            self._columns.addWidget(part)
            self._columns.setStretchFactor(self._columns.count() - 1, stretch)
        self._columns.setSizes([264, 700, 304])
        self.jobs.setMinimumWidth(200)
        right.setMinimumWidth(280)
        middle.setMinimumWidth(420)
        self.setCentralWidget(self._columns)
        self.jobs.set_storage(self.bench.studio.storage.root)

    def _restore(self) -> None:
        self.resize(1280, 800)
        for key, restore in (("geometry", self.restoreGeometry), ("columns", self._columns.restoreState)):
            if self._geometry.value(key) is not None:
                restore(self._geometry.value(key))
        self.setAcceptDrops(True)
