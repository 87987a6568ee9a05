"""What the window does about newer versions: asks once whether it may look, looks, and says so in one line."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from vidstudio import __version__
from vidstudio.core.update import QUESTION, TRUTH, Newest
from vidstudio.settings import Settings
from vidstudio.store.jobs import JobSummary
from vidstudio.studio.update import is_to_ask, keep_answer, look_for_update, why_no_updates
from vidstudio.ui.message_bar import MessageBar
from vidstudio.ui.workbench import Workbench

LATER_MS = 5000
"""After the window is filled: it has more to do then than anybody's network is worth."""


class UpdateDesk(QObject):
    """Does nothing where nothing can be looked for, and nothing more in this session once it has begun."""

    def __init__(self, bench: Workbench, messages: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._bench, self._messages = bench, messages

    def begin(self, jobs: tuple[JobSummary, ...]) -> None:
        """The window is there, with these jobs."""
        if why_no_updates():
            return
        if self._bench.studio.settings.look_for_updates:
            QTimer.singleShot(LATER_MS, self, self._look)
        elif is_to_ask(self._bench.studio, jobs):
            self._ask()

    def _ask(self) -> None:
        """The answer is no from now on, whether the question is answered or not: nobody is asked twice."""
        choices = {"Yes, look": self._on_yes, "No": self._messages.end_offer}
        words = f"{TRUTH} The settings have it too."
        self._keep(wanted=False, then=lambda: self._messages.show_offer(QUESTION, words, choices))

    def _on_yes(self) -> None:
        self._messages.end_offer()
        self._keep(wanted=True, then=self._look)

    def _keep(self, *, wanted: bool, then: Callable[[], object]) -> None:
        def kept(settings: Settings) -> None:
            self._bench.use_settings(settings)
            then()

        studio = self._bench.studio
        self._bench.run(lambda _control: keep_answer(studio, wanted=wanted), kept, quiet=not wanted)

    def _look(self) -> None:
        studio = self._bench.studio
        self._bench.run(lambda control: look_for_update(studio, control), self._show, quiet=True)

    def _show(self, found: Newest | None) -> None:
        if found is None:
            return

        def open_page() -> None:
            self._messages.end_offer()
            QDesktopServices.openUrl(QUrl(found.page))

        self._messages.show_offer(
            f"A newer version is there: vidstudio {found.version}.", f"This is {__version__}.", {"Open Page": open_page}
        )
