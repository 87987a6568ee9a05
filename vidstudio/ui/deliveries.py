"""What the window does about exports: the panel's wishes, the queue's news, presets, and several jobs at once."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from vidstudio.core.control import Progress
from vidstudio.core.estimate import FilmFacts, estimate
from vidstudio.core.job import Job, JobStatus
from vidstudio.core.preset import Preset
from vidstudio.core.queue import OPEN, Queue, QueueItem, QueueState, WhenDone
from vidstudio.core.wording import plural, queue_what, report_facts
from vidstudio.errors import NotReady, VidstudioError
from vidstudio.store.jobs import JobSummary
from vidstudio.studio.hand_over import AlreadyThere, already_there
from vidstudio.studio.presets import KeptPreset, all_presets, export_preset, import_preset, remove_preset, save_preset
from vidstudio.studio.queue import seen_at
from vidstudio.studio.reports import compare_item, is_older
from vidstudio.ui.export_panel import ExportPanel
from vidstudio.ui.film_desk import FilmDesk
from vidstudio.ui.jobs_dialog import JobsDialog
from vidstudio.ui.preset_dialog import PresetDialog
from vidstudio.ui.queue_desk import QueueDesk
from vidstudio.ui.queue_state import total_fraction, window_state
from vidstudio.ui.queue_window import QueueWindow
from vidstudio.ui.workbench import Workbench

_CHOICE = "export/choice"

GLIMPSE_MS = 2000
"""Between two pictures of what an export is at."""

_SETTLE_MS = 150
"""Until a choice that is being made is looked up."""


class Deliveries(QObject):
    """Brings panel, queue and presets together.

    Signals:
        noticed: a remark and its detail.
        moved: how far all that is at work is, 0 to 1, or None.
    """

    noticed = Signal(str, str)
    failed = Signal(object)
    moved = Signal(object)

    def __init__(self, bench: Workbench, films: FilmDesk, panel: ExportPanel, kept: QSettings, window: QWidget) -> None:
        super().__init__(window)
        self._bench, self._films, self._panel, self._kept, self._window = bench, films, panel, kept, window
        self.desk = QueueDesk(bench, self)
        self.queue_window = QueueWindow(window)
        self._dialog: PresetDialog | None = None
        self._resting = QTimer(self, singleShot=True, interval=GLIMPSE_MS)
        self._settling = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settling.timeout.connect(self._look_up)
        self._summaries: tuple[JobSummary, ...] = ()
        self._connect_panel()
        self._connect_queue()
        self._connect_queue_window()

    def begin(self) -> None:
        """Read the queue and the presets, once the window is there."""
        self.desk.reload()
        self._read_presets(lambda _kept: self._tick_as_before())

    def show_queue(self) -> None:
        """Bring the queue's window to the front."""
        self.queue_window.show()
        self.queue_window.raise_()
        self.queue_window.activateWindow()
        self._look_at_age()

    def queue_render(self, job: Job) -> None:
        """Put the film of a job in line instead of rendering it at once."""
        self.desk.add([job.id], [None])

    def several(self) -> None:
        """Export several jobs by what is ticked in the panel."""
        done = [summary for summary in self._summaries if summary.status is JobStatus.COMPLETED]
        dialog = JobsDialog(done, self._panel.choice, self._window)
        dialog.export_wished.connect(lambda ids: self.desk.add(ids, self._panel.choice.presets, self._panel.folder))
        dialog.open()

    def presets(self) -> None:
        """Make and change presets."""
        self._read_presets(self._open_presets)

    def close(self) -> None:
        """The window is closed for good."""
        self.queue_window.close()
        self.desk.close()

    def show_job(self) -> None:
        """Another job is open, or the queue has changed: show what of it is in line."""
        view = self._bench.view
        items = self.desk.of_job(view.job.id) if view else []
        active = [item for item in items if item.state is not QueueState.WAITING]
        if not active:
            self._panel.show_work("", None)
            return
        words = f"{plural(len(items), 'export')} in line"
        told = self.desk.progress.get(active[0].id)
        if told is not None:
            what = queue_what(active[0]) if len(items) == 1 else f"{queue_what(active[0])}, {len(items)} to go"
            told = Progress(told.fraction, what, told.seconds_left, told.speed)
        self._panel.show_work(words, told or Progress(None, words))

    def _connect_panel(self) -> None:
        panel = self._panel
        panel.export_wished.connect(self._on_export)
        panel.cancel_wished.connect(self._on_cancel)
        panel.queue_wished.connect(self.show_queue)
        panel.presets_wished.connect(self.presets)
        panel.chosen.connect(lambda slugs: self._kept.setValue(_CHOICE, " ".join(slugs)))
        panel.considered.connect(self._settling.start)
        panel.reveal_wished.connect(self._films.reveal)
        panel.play_wished.connect(self._films.play)
        self._bench.opened.connect(lambda _view: self.show_job())
        self._bench.changed.connect(self._on_changed)
        self._bench.jobs_changed.connect(self._on_jobs)

    def _connect_queue(self) -> None:
        desk = self.desk
        desk.changed.connect(self._show)
        desk.progressed.connect(self._on_progress)
        desk.ended.connect(self._on_ended)
        desk.offered.connect(self._on_offered)
        desk.all_done.connect(self._on_all_done)
        desk.failed.connect(self.failed)

    def _connect_queue_window(self) -> None:
        shown, desk = self.queue_window, self.desk
        shown.looked_at.connect(self._look_at_age)
        shown.go_on_wished.connect(desk.go_on)
        shown.pause_queue_wished.connect(desk.pause_queue)
        shown.pause_wished.connect(desk.pause)
        shown.resume_wished.connect(desk.resume)
        shown.cancel_wished.connect(desk.cancel)
        shown.retry_wished.connect(desk.retry)
        shown.remove_wished.connect(desk.remove)
        shown.clear_wished.connect(desk.clear)
        shown.order_wished.connect(desk.reorder)
        shown.compare_wished.connect(self._on_compare)
        shown.edit_wished.connect(self._on_edit)
        shown.priority_wished.connect(desk.set_priority)
        shown.when_done_wished.connect(desk.set_when_done)
        shown.reveal_wished.connect(self._films.reveal)
        shown.play_wished.connect(self._films.play)

    def _on_export(self, presets: Sequence[Preset], folder: Path | None) -> None:
        if self._bench.view is not None:
            self.desk.add([self._bench.view.job.id], presets, folder)

    def _look_up(self) -> None:
        """What the present choice finds where it goes; told if it is still the choice by then."""
        view, panel = self._bench.view, self._panel
        presets, folder = panel.choice.presets, panel.folder
        if view is None or view.job.film is None or not presets:
            return

        def told(there: AlreadyThere) -> None:
            if (self._bench.view, panel.choice.presets, panel.folder) == (view, presets, folder):
                panel.show_there(there)

        self._bench.run(lambda _control: already_there(self._bench.studio, view.job, presets, folder), told, quiet=True)

    def _look_at_age(self) -> None:
        """Whether the chosen entry's file is of the storyboard as it is now."""
        chosen = self.queue_window.chosen() if self.queue_window.isVisible() else []
        if len(chosen) != 1 or chosen[0].report is None:
            return
        item = chosen[0]
        self._bench.run(
            lambda _control: is_older(self._bench.studio, item),
            lambda older: self.queue_window.show_older(item.id if older else 0),
            quiet=True,
        )

    def _on_edit(self, ids: Sequence[int]) -> None:
        """An entry makes one file, so exactly one thing has to be ticked."""
        choice = self._panel.choice
        if len(choice.presets) == 1:
            self.desk.edit(ids, choice.presets[0], self._panel.folder)
        else:
            self.failed.emit(NotReady("An entry makes one file.", "Tick one format and quality, or one preset."))

    def _on_compare(self, item_id: int) -> None:
        self.queue_window.comparing(now=True)
        task = self._bench.run(
            lambda control: compare_item(self._bench.studio, item_id, control), lambda _item: self.desk.reload()
        )
        task.finished.connect(lambda: self.queue_window.comparing(now=False))

    def _on_cancel(self) -> None:
        self._panel.work.stopping()
        if self._bench.view is not None:
            self.desk.cancel([item.id for item in self.desk.of_job(self._bench.view.job.id)])

    def _show(self, queue: Queue) -> None:
        going = self.desk.going and not queue.settings.paused
        self.queue_window.show_queue(queue, window_state(queue, going=going, seconds_left=self._seconds_left(queue)))
        waiting = queue.count(OPEN)
        self._panel.queue.setText(f"Queue  ·  {waiting}" if waiting else "Queue")
        self._panel.show_learnt(self.desk.learnt)
        self.show_job()

    def _seconds_left(self, queue: Queue) -> float | None:
        """Of what runs as it tells, and of what waits by what each codec takes here; None while nothing runs."""
        told = [progress.seconds_left for progress in self.desk.progress.values() if progress.seconds_left is not None]
        if not told:
            return None
        films = {
            summary.id: FilmFacts(*summary.aspect_ratio.size(1080), summary.duration, Fraction(24))
            for summary in self._summaries
        }
        learnt = self.desk.learnt
        waiting = [
            estimate(films[item.job_id], [item.preset], learnt).seconds
            for item in queue.items
            if item.state is QueueState.WAITING and not item.held and item.preset and item.job_id in films
        ]
        return sum(told) + sum(waiting)

    def _on_progress(self, item_id: int, progress: Progress) -> None:
        self.queue_window.show_progress(item_id, progress)
        self._look(item_id, progress.fraction or 0.0)
        self.show_job()
        self.moved.emit(total_fraction(self.desk.queue, self.desk.progress))

    def _look(self, item_id: int, fraction: float) -> None:
        """Now and then, a picture of what the chosen entry is at."""
        chosen = self.queue_window.chosen() if self.queue_window.isVisible() else []
        if [item.id for item in chosen] != [item_id] or self._resting.isActive():
            return
        self._resting.start()
        self._bench.run(
            lambda _control: seen_at(self._bench.studio, chosen[0], fraction),
            lambda picture: self.queue_window.show_picture(item_id, picture),
            quiet=True,
        )

    def _on_ended(self, item: QueueItem) -> None:
        self.moved.emit(total_fraction(self.desk.queue, self.desk.progress))
        if self._bench.view is None or self._bench.view.job.id != item.job_id:
            return
        self._settling.start()
        if item.state is QueueState.DONE:
            facts = f"\n{report_facts(item.report)}" if item.report else ""
            done = "Fetched" if item.report and item.report.way == "fetch" else "Exported"
            self._panel.end(item.job_id, f"{done} {Path(item.file).name}{facts}", "success", Path(item.file))
        elif item.state is QueueState.CANCELED:
            self._panel.end(item.job_id, "Canceled. Nothing was changed.", "muted")
        elif item.state is QueueState.FAILED:
            self._panel.end(item.job_id, "The export failed.", "danger")

    def _on_offered(self, count: int) -> None:
        self.noticed.emit(
            f"{plural(count, 'delivery', 'deliveries')} from last time did not get done.",
            "Open the queue (Ctrl+Shift+E) and press Start, or take them out.",
        )

    def _on_all_done(self, last: QueueItem | None, failures: int) -> None:
        """The last failure stays in sight; the queue has them all."""
        what = self.desk.queue.settings.when_done
        if what is WhenDone.NOTIFY:
            QApplication.alert(self._window)
        if what is WhenDone.NOTIFY and not failures:
            self.noticed.emit("All deliveries are done.", "The queue has what was measured of each.")
        elif what is WhenDone.REVEAL and last is not None and last.file:
            self._films.reveal(last.job_id, Path(last.file))

    def _on_changed(self, _view: object) -> None:
        self._look_at_age()

    def _on_jobs(self, summaries: tuple[JobSummary, ...]) -> None:
        self._summaries = summaries

    def _tick_as_before(self) -> None:
        chosen = str(self._kept.value(_CHOICE) or "").split()
        if chosen:
            self._panel.tick(chosen)

    def _read_presets(self, then: Callable[[list[KeptPreset]], object]) -> None:
        def read(kept: list[KeptPreset]) -> None:
            self._panel.show_presets([each.preset for each in kept if not each.error])
            then(kept)

        self._bench.run(lambda _control: all_presets(self._bench.studio), read)

    def _open_presets(self, kept: list[KeptPreset]) -> None:
        dialog = self._dialog = PresetDialog(kept, self._window)
        studio = self._bench.studio
        dialog.save_wished.connect(lambda preset: self._change(lambda: save_preset(studio, preset), preset.slug))
        dialog.import_wished.connect(lambda file: self._change(lambda: import_preset(studio, file)))
        dialog.share_wished.connect(lambda slug, file: self._change(lambda: export_preset(studio, slug, file), slug))
        dialog.remove_wished.connect(lambda slug: self._change(lambda: remove_preset(studio, slug)))
        dialog.open()

    def _change(self, act: Callable[[], object], slug: str = "") -> None:
        """Change the presets, then show them anew, in the dialog too."""
        dialog = self._dialog
        if dialog is None:
            return

        def done(made: object) -> None:
            chosen = made.slug if isinstance(made, Preset) else slug
            self._read_presets(lambda kept: dialog.show_presets(kept, chosen))

        def refused(error: object) -> None:
            if isinstance(error, VidstudioError):
                dialog.refuse(error)

        task = self._bench.run(lambda _control: act(), done, quiet=True)
        task.failed.connect(refused)
