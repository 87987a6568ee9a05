"""The row of the settings about newer versions."""

from PySide6.QtWidgets import QCheckBox

from vidstudio.core.update import TRUTH
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.widgets import label


class UpdateRow:
    """The ``box``, and a ``note`` under it: what is sent, or why nothing is ever looked for."""

    def __init__(self, *, wish: bool | None, why_never: str) -> None:
        self._wish = wish
        self.box = QCheckBox("Look for a newer version once a day")
        self.box.setObjectName("updateBox")
        self.box.setAccessibleName("Newer versions")
        self.box.setChecked(bool(wish) and not why_never)
        self.box.setEnabled(not why_never)
        self.note = label(why_never or TRUTH, role=FontRole.CAPTION, tone="muted", name="updateNote", wrap=True)

    @property
    def wish(self) -> bool | None:
        """What is wanted; as it was where the box was left alone."""
        changed = self.box.isEnabled() and self.box.isChecked() != bool(self._wish)
        return self.box.isChecked() if changed else self._wish
