"""What the window asks and shows about money and versions: the ledger with the budget, and a scene's pictures."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from vidstudio.core.generation import Generation
from vidstudio.core.job import Job
from vidstudio.core.ledger import LedgerLine, ledger_csv, ledger_lines
from vidstudio.core.scene import Picture, Scene
from vidstudio.core.version import Version, with_version
from vidstudio.services.deliver import written
from vidstudio.ui.ledger_dialog import LedgerDialog
from vidstudio.ui.storyboard.commands import UpdateScene
from vidstudio.ui.versions_dialog import VersionsDialog
from vidstudio.ui.workbench import Workbench


class MoneyDialogs(QObject):
    """Opens the dialogs and carries out what they wish.

    Signals:
        noticed: a remark and its detail.
    """

    noticed = Signal(str, str)

    def __init__(self, bench: Workbench, window: QWidget) -> None:
        super().__init__(window)
        self._bench, self._window = bench, window

    def ledger(self, job: Job) -> None:
        """Show what a job has cost, and ask for its budget."""

        def ask(found: tuple[tuple[Generation, ...], tuple[Generation, ...]]) -> None:
            lines = ledger_lines(found[0], [job])
            dialog = LedgerDialog(job, lines, found[1], self._window)
            dialog.budget_wished.connect(
                lambda money: self._bench.change(lambda library: library.jobs.set_budget(job.id, money))
            )
            dialog.export_wished.connect(lambda file: self._export(file, lines))
            dialog.finished.connect(lambda _result: dialog.deleteLater())
            dialog.open()

        self._bench.store.submit(
            lambda library: (library.generations.of_job(job.id), library.generations.of_no_job()),
            ask,
            self._bench.failed.emit,
        )

    def versions(self, scene_id: int) -> None:
        """Show the pictures a scene of the open job has had."""
        view, bench = self._bench.view, self._bench
        if view is None:
            return
        row = bench.model.storyboard.row_of(scene_id)

        def ask(found: tuple[Version, ...]) -> None:
            folder = bench.studio.storage.images(view.job.id)
            dialog = VersionsDialog(row + 1, found, folder, view.job.aspect_ratio, self._window)
            dialog.use_wished.connect(lambda picture: self._use(bench.model.storyboard[row], picture))
            dialog.finished.connect(lambda _result: dialog.deleteLater())
            dialog.open()

        bench.store.submit(lambda library: library.storyboards.versions(scene_id), ask, bench.failed.emit)

    def _use(self, before: Scene, picture: Picture) -> None:
        bench = self._bench
        bench.stack.push(
            UpdateScene(bench.model, bench.save, before, with_version(before, picture), "Other version of")
        )

    def _export(self, file: Path, lines: tuple[LedgerLine, ...]) -> None:
        def write() -> Path:
            with written(file):
                file.write_text(ledger_csv(lines), "utf-8", newline="")
            return file

        self._bench.run(lambda _control: write(), lambda made: self.noticed.emit("The ledger is saved.", str(made)))
