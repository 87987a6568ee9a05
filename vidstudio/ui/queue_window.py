"""The queue's own window: every delivery in one list, what may be done with it, and all that is known of it."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QListView, QVBoxLayout, QWidget

from vidstudio.core.control import Progress
from vidstudio.core.queue import Priority, Queue, QueueItem, WhenDone, moved
from vidstudio.ui.fields import ChoiceBox
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.icons import set_icon
from vidstudio.ui.queue_delegate import QueueDelegate
from vidstudio.ui.queue_model import QueueModel, QueueRole
from vidstudio.ui.queue_state import DetailState, QueueWindowState, detail_state
from vidstudio.ui.widgets import GAP, MARGIN, button, label, line, panel

_WHEN_DONE = {WhenDone.NOTHING: "do nothing", WhenDone.NOTIFY: "tell me", WhenDone.REVEAL: "show the folder"}
_PICTURE = 168, 96


class QueueWindow(QWidget):
    """objectName ``queueWindow``; everything in it is a wish. Entries are told by their numbers.

    Signals:
        looked_at: other entries are chosen.
    """

    looked_at = Signal()

    go_on_wished = Signal()
    pause_queue_wished = Signal()
    pause_wished = Signal(object)
    resume_wished = Signal(object)
    cancel_wished = Signal(object)
    retry_wished = Signal(object)
    remove_wished = Signal(object)
    clear_wished = Signal()
    order_wished = Signal(object)
    edit_wished = Signal(object)
    priority_wished = Signal(object, object)
    compare_wished = Signal(int)
    when_done_wished = Signal(object)
    reveal_wished = Signal(int, object)
    play_wished = Signal(int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("queueWindow")
        self.setWindowTitle("Queue – vidstudio")
        self.resize(760, 640)
        self.model = QueueModel(self)
        self._detail = DetailState()
        self._older = 0
        self._going = False
        self._summary = label(tone="muted", name="queueSummary")
        self.go = button(
            "queueGoButton", "Start", "play", "primary", "Begin what waits, or pause the queue (Ctrl+Space)"
        )
        self.when_done = ChoiceBox("whenDoneBox", "When all is done", _WHEN_DONE, WhenDone.NOTIFY)
        self.clear = button("clearQueueButton", "Clear finished", "", "quiet", "Take what is over out of the list")
        self.view = _view(self.model)
        self._empty = label(
            "Nothing to deliver yet. Choose formats at the right of the storyboard and press Export.",
            tone="faint",
            wrap=True,
        )
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.up = button("queueUpButton", "", "up", "quiet", "Earlier (Alt+Up)")
        self.down = button("queueDownButton", "", "down", "quiet", "Later (Alt+Down)")
        self.first = button("queueFirstButton", "", "first", "quiet", "Before all others, or no longer (Alt+Home)")
        self.edit = button("queueEditButton", "As ticked", "edit", "quiet", "Make what is ticked in the export panel")
        self.pause = button("queuePauseButton", "Pause", "pause", "quiet", "Hold it where it is (Space)")
        self.cancel = button("queueCancelButton", "Cancel", "cancel", "quiet", "Cancel it")
        self.retry = button("queueRetryButton", "Try again", "retry", "quiet", "Put it back in line")
        self.remove = button("queueRemoveButton", "Remove", "remove", "quiet", "Take it out of the list (Del)")
        self._heading = label(role=FontRole.HEADING, name="queueHeading", wrap=True)
        self._facts = label(role=FontRole.CAPTION, tone="muted", name="queueFacts", wrap=True)
        self._remark = label(role=FontRole.CAPTION, tone="warning", name="queueRemark", wrap=True)
        self._error = label(role=FontRole.CAPTION, tone="danger", name="queueError", wrap=True)
        self._picture = QLabel()
        self._picture.setObjectName("queuePicture")
        self._picture.setFixedSize(*_PICTURE)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.play = button("playQueuedButton", "Play", "play", "quiet", "Play the file")
        self.reveal = button("revealQueuedButton", "Reveal", "reveal", "quiet", "Show the file in its folder")
        self.compare = button(
            "compareQueuedButton", "Measure VMAF", "search", "quiet", "How like it is to its film; slow"
        )
        self.copy_command = button("copyCommandButton", "Copy command", "copy", "quiet", "Copy what ran, for a shell")
        self.copy_log = button("copyLogButton", "Copy log", "copy", "quiet", "Copy what it said")
        self._lay_out()
        self._connect()
        self._show_detail()

    def show_queue(self, queue: Queue, state: QueueWindowState) -> None:
        """Show the queue as it is now."""
        self.model.show_queue(queue)
        self._going = state.going
        self._summary.setText(state.summary)
        self.go.setText("Pause queue" if state.going else "Start")
        set_icon(self.go, "pause" if state.going else "play", "accent_text", "accent_text")
        self.go.setEnabled(bool(queue.items))
        self.clear.setEnabled(state.can_clear)
        self.when_done.choose(queue.settings.when_done)
        self.view.setVisible(bool(queue.items))
        self._empty.setVisible(not queue.items)
        self._show_detail()

    @Slot(int, object)
    def show_progress(self, item_id: int, progress: Progress) -> None:
        """Show where an entry at work is."""
        self.model.show_progress(item_id, progress)

    def comparing(self, *, now: bool) -> None:
        """A file is being compared with its film: one at a time."""
        self.compare.setEnabled(not now)
        self.compare.setText("Measuring …" if now else "Measure VMAF")

    def show_picture(self, item_id: int, picture: bytes) -> None:
        """What an entry is at, as a JPEG, if it is the chosen one."""
        if [item.id for item in self.chosen()] == [item_id]:
            self._show_picture(picture)

    def show_older(self, item_id: int) -> None:
        """Which of the entries was made from an older storyboard, 0 for none; the chosen one alone is looked into."""
        self._older = item_id
        self._show_detail()

    def chosen(self) -> list[QueueItem]:
        """The selected entries, from the top."""
        return self.model.items([index.row() for index in self.view.selectionModel().selectedIndexes()])

    def choose(self, ids: Sequence[int]) -> None:
        """Select entries."""
        wanted, chosen = set(ids), QItemSelection()
        for row in range(self.model.rowCount()):
            index = self.model.index(row)
            if index.data(QueueRole.ITEM).id in wanted:
                chosen.select(index, index)
                self.view.scrollTo(index)
        self.view.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _ids(self) -> list[int]:
        return [item.id for item in self.chosen()]

    def _connect(self) -> None:
        self.go.clicked.connect(self._on_go)
        self.when_done.activated.connect(lambda _row: self.when_done_wished.emit(self.when_done.value))
        self.clear.clicked.connect(self.clear_wished)
        self.model.order_wished.connect(self.order_wished)
        self.model.dataChanged.connect(self._show_detail)
        self.view.selectionModel().selectionChanged.connect(self._show_detail)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self.looked_at.emit())
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.first.clicked.connect(self._on_first)
        self.edit.clicked.connect(lambda: self.edit_wished.emit(self._ids()))
        self.pause.clicked.connect(self._on_pause)
        self.cancel.clicked.connect(lambda: self.cancel_wished.emit(self._ids()))
        self.retry.clicked.connect(lambda: self.retry_wished.emit(self._ids()))
        self.remove.clicked.connect(lambda: self.remove_wished.emit(self._ids()))
        self.play.clicked.connect(lambda: self.play_wished.emit(self._detail.job_id, self._detail.file))
        self.reveal.clicked.connect(lambda: self.reveal_wished.emit(self._detail.job_id, self._detail.file))
        self.compare.clicked.connect(lambda: self.compare_wished.emit(self._ids()[0]))
        self.view.doubleClicked.connect(lambda _index: self.play.click())
        self.copy_command.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._detail.command))
        self.copy_log.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._detail.log))
        own = Qt.ShortcutContext.WidgetShortcut  # elsewhere Space presses the button the keyboard is on
        for keys, do in (
            ("Space", self.pause.click),
            ("Alt+Up", self.up.click),
            ("Alt+Down", self.down.click),
            ("Alt+Home", self.first.click),
            ("Del", self.remove.click),
        ):
            QShortcut(QKeySequence(keys), self.view, do, context=own)
        QShortcut(QKeySequence("Ctrl+Space"), self, self.go.click)
        for keys in ("Ctrl+W", "Esc"):
            QShortcut(QKeySequence(keys), self, self.close)

    def _on_go(self) -> None:
        (self.pause_queue_wished if self._going else self.go_on_wished).emit()

    def _on_pause(self) -> None:
        (self.resume_wished if self._detail.can_resume else self.pause_wished).emit(self._ids())

    def _on_first(self) -> None:
        is_first = all(item.priority is Priority.HIGH for item in self.chosen())
        self.priority_wished.emit(self._ids(), Priority.NORMAL if is_first else Priority.HIGH)

    def _move(self, steps: int) -> None:
        self.order_wished.emit(moved(self.model.waiting(), self._ids(), steps))

    def _show_detail(self) -> None:
        now = self._detail = detail_state(self.chosen(), self._older)
        self._heading.setText(now.heading or "Choose an entry to see all about it.")
        for shown, text in ((self._facts, now.facts), (self._remark, now.remark), (self._error, now.error)):
            shown.setText(text)
            shown.setVisible(bool(text))
        for asked, may in (
            (self.up, now.can_move),
            (self.down, now.can_move),
            (self.first, now.can_move),
            (self.edit, now.can_move),
            (self.pause, now.can_pause or now.can_resume),
            (self.cancel, now.can_cancel),
            (self.retry, now.can_retry),
            (self.remove, now.can_remove),
        ):
            asked.setEnabled(may)
        self.pause.setText("Go on" if now.can_resume else "Pause")
        set_icon(self.pause, "play" if now.can_resume else "pause")
        for asked, there in (
            (self.play, now.file),
            (self.reveal, now.file),
            (self.compare, now.can_compare),
            (self.copy_command, now.command),
            (self.copy_log, now.log),
        ):
            asked.setVisible(bool(there))
        if not any(index.data(QueueRole.ROW).fraction is not None for index in self.view.selectedIndexes()):
            self._show_picture(b"")

    def _show_picture(self, data: bytes) -> None:
        picture = QPixmap()
        picture.loadFromData(data)
        self._picture.setVisible(not picture.isNull())
        if not picture.isNull():
            ratio = self.devicePixelRatioF()
            size = self._picture.size() * ratio
            fitted = picture.scaled(
                size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            fitted.setDevicePixelRatio(ratio)
            self._picture.setPixmap(fitted)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(label("Queue", FontRole.TITLE))
        head.addWidget(self._summary, 1)
        head.addWidget(label("When all is done,", tone="muted"))
        head.addWidget(self.when_done)
        head.addWidget(self.go)
        after = QHBoxLayout()
        after.setSpacing(GAP)
        for part in (self.first, self.up, self.down, self.edit, self.pause, self.cancel, self.retry, self.remove):
            after.addWidget(part)
        after.addStretch(1)
        after.addWidget(self.clear)
        words = QVBoxLayout()
        words.setSpacing(4)
        for told in (self._heading, self._facts, self._remark, self._error):
            words.addWidget(told)
        handed = QHBoxLayout()
        handed.setSpacing(GAP)
        for part in (self.play, self.reveal, self.compare, self.copy_command, self.copy_log):
            handed.addWidget(part)
        handed.addStretch(1)
        words.addStretch(1)
        words.addLayout(handed)
        frame, column = panel("queueDetail", "About the chosen entry")
        row = QHBoxLayout()
        row.setSpacing(MARGIN)
        row.addWidget(self._picture)
        row.addLayout(words, 1)
        column.addLayout(row)
        frame.setMinimumHeight(140)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        whole.setSpacing(GAP)
        whole.addLayout(head)
        whole.addLayout(after)
        whole.addWidget(line())
        whole.addWidget(self.view, 1)
        whole.addWidget(self._empty, 1)
        whole.addWidget(frame)


def _view(model: QueueModel) -> QListView:
    view = QListView()
    view.setObjectName("queueView")
    view.setAccessibleName("Queue")
    view.setModel(model)
    view.setItemDelegate(QueueDelegate(view))
    view.setUniformItemSizes(True)
    view.setMouseTracking(True)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    view.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
    view.setDefaultDropAction(Qt.DropAction.MoveAction)
    view.setDragDropOverwriteMode(False)
    return view
