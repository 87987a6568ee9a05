"""The line above the storyboard: which film this is, where it stands, and the next step."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vidstudio.core.control import Progress
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.icons import set_icon
from vidstudio.ui.state import HeaderState
from vidstudio.ui.widgets import GAP, MARGIN, ElidedLabel, WorkBar, button, label, set_tone


class JobHeader(QWidget):
    """Shows a ``HeaderState``; its buttons are wishes."""

    approve_wished = Signal()
    render_wished = Signal()
    cancel_wished = Signal()
    play_wished = Signal()
    add_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("jobHeader")
        self._title = ElidedLabel(FontRole.TITLE, "jobTitle")
        self._facts = label(tone="muted", name="jobFacts")
        self._badge = label(role=FontRole.CAPTION, name="approvalBadge")
        self._note = ElidedLabel(FontRole.CAPTION, "jobNote", "muted")
        self.add = button("addSceneButton", "", "add", "quiet", "Add a scene after the selected one (Ctrl+Shift+N)")
        self.play = button("playButton", "Play", "play", "", "Play the film (Ctrl+P)")
        self.approve = button("approveButton", "Approve", "approve", "", "Say yes to this storyboard (Ctrl+Return)")
        self.render_button = button("renderButton", "Render film", "render", "primary", "Render the film (Ctrl+R)")
        self.work = WorkBar("renderProgress", "cancelRenderButton", "Rendering")
        self.paint = WorkBar("paintProgress", "cancelPaintButton", "Making pictures", pause="pausePaintButton")
        self.approve.clicked.connect(self.approve_wished)
        self.render_button.clicked.connect(self.render_wished)
        self.play.clicked.connect(self.play_wished)
        self.add.clicked.connect(self.add_wished)
        self.work.cancel_wished.connect(self.cancel_wished)
        self._lay_out()

    def show_state(self, state: HeaderState) -> None:
        """Show where the job stands."""
        self._title.set_text(state.title)
        self._facts.setText(state.facts)
        self._badge.setText(state.badge)
        set_tone(self._badge, state.tone)
        self._note.set_text(state.note)
        self.add.setEnabled(state.can_edit)
        self.approve.setEnabled(state.can_approve)
        self.approve.setText("Approved" if state.badge == "Approved" else "Approve")
        set_icon(self.approve, "approved" if state.badge == "Approved" else "approve")
        self.render_button.setEnabled(state.can_render)
        self.render_button.setText(state.render_words)
        self.render_button.setAccessibleName(state.render_words)
        for of_storyboard in (self.add, self.approve):
            of_storyboard.setVisible(not state.elsewhere)
        self._lead(self.approve if state.can_approve else self.render_button)
        self.play.setVisible(state.has_film)

    @Slot(Progress)
    def show_progress(self, progress: Progress) -> None:
        """Show where the render is."""
        self.work.show_progress(progress)

    def _lead(self, leading: QWidget) -> None:
        """The next step is the one main button."""
        for candidate in (self.approve, self.render_button):
            kind = "primary" if candidate is leading else ""
            if candidate.property("kind") != kind:
                candidate.setProperty("kind", kind)
                candidate.style().unpolish(candidate)
                candidate.style().polish(candidate)
        tones = {True: ("accent_text", "accent_text"), False: ("muted", "text")}
        set_icon(self.render_button, "render", *tones[leading is self.render_button])
        if leading is self.approve:
            set_icon(self.approve, "approve", *tones[True])

    def _lay_out(self) -> None:
        under = QHBoxLayout()
        under.setSpacing(MARGIN)
        under.addWidget(self._facts)
        under.addWidget(self._badge)
        under.addWidget(self._note, 1)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self._title, 1)
        for step in (self.add, self.play, self.approve, self.render_button):
            row.addWidget(step)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, GAP)
        column.setSpacing(GAP)
        column.addLayout(row)
        column.addLayout(under)
        column.addWidget(self.work)
        column.addWidget(self.paint)
