"""What was paid for a job, line by line, and how much may be."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from vidstudio.core.generation import Generation
from vidstudio.core.job import Job
from vidstudio.core.ledger import LedgerLine, totals
from vidstudio.core.refine import MOST_MONEY
from vidstudio.core.wording import amount, plural
from vidstudio.ui.fields import last_row, number_box
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.widgets import GAP, MARGIN, button, label

_HEADINGS = ("Asked", "Scene", "What", "Model", "State", "Price", "Cost")


class LedgerDialog(QDialog):
    """objectName ``ledgerDialog``.

    Signals:
        budget_wished: US dollars, or None for no limit.
        export_wished: a file the ledger goes to as CSV.
    """

    budget_wished = Signal(object)
    export_wished = Signal(object)

    def __init__(
        self,
        job: Job,
        lines: Sequence[LedgerLine],
        unassigned: Sequence[Generation] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("ledgerDialog")
        self.setWindowTitle("Costs and budget")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(920, 520)
        self._before = job.budget
        self.table = _table(lines)
        self.limited = QCheckBox("Spend at most")
        self.limited.setObjectName("budgetCheck")
        self.limited.setChecked(job.budget is not None)
        money = float(job.budget or 5)
        self.budget = number_box("budgetBox", "Budget of the job", (0, float(MOST_MONEY)), money, "US dollars")
        self._sums = label(name="ledgerSums", tone="muted", wrap=True)
        self._sums.setText("\n".join(filter(None, (_sums(job, lines), _besides(unassigned)))))
        self.export = button("exportLedgerButton", "Save as CSV …", "export", "quiet", "For a spreadsheet")
        self.shut = button("closeLedgerButton", "Cancel")
        self.save = button("saveBudgetButton", "Done", "", "primary")
        self._lay_out(empty=not lines)
        self.limited.toggled.connect(self.budget.setEnabled)
        self.budget.setEnabled(self.limited.isChecked())
        self.export.setEnabled(bool(lines))
        self.export.clicked.connect(self._on_export)
        self.shut.clicked.connect(self.reject)
        self.save.clicked.connect(self._on_save)

    @property
    def wished(self) -> Decimal | None:
        """The budget as it is chosen."""
        return Decimal(str(round(self.budget.value(), 2))) if self.limited.isChecked() else None

    def _on_save(self) -> None:
        if self.wished != self._before:
            self.budget_wished.emit(self.wished)
        self.accept()

    def _on_export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save the ledger", "ledger.csv", "CSV (*.csv)")
        if name:
            self.export_wished.emit(Path(name))

    def _lay_out(self, *, empty: bool) -> None:
        limit = QHBoxLayout()
        limit.setSpacing(GAP)
        limit.addWidget(self.limited)
        limit.addWidget(self.budget)
        limit.addStretch(1)
        limit.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(GAP)
        nothing = label("Nothing was paid for yet. Drafts and your own pictures are free.", tone="faint")
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        nothing.setVisible(empty)
        self.table.setVisible(not empty)
        column.addWidget(nothing, int(empty))
        column.addWidget(self.table, 1)
        column.addWidget(self._sums)
        column.addLayout(limit)
        about = "An order that would cross the budget is refused before it is made."
        column.addWidget(label(about, role=FontRole.CAPTION, tone="muted", wrap=True))
        column.addLayout(last_row(None, self.shut, self.save))


def _table(lines: Sequence[LedgerLine]) -> QTableWidget:
    table = QTableWidget(len(lines), len(_HEADINGS))
    table.setObjectName("ledgerTable")
    table.setAccessibleName("Ledger")
    table.setHorizontalHeaderLabels(_HEADINGS)
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setWordWrap(False)  # what is too long ends in an ellipsis
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for row, line in enumerate(reversed(lines)):
        for column, text in enumerate(_cells(line)):
            item = QTableWidgetItem(text)
            item.setToolTip(line.generation.error or line.generation.request.prompt)
            if column > 4:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(row, column, item)
    table.resizeColumnsToContents()
    table.horizontalHeader().setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
    return table


def _cells(line: LedgerLine) -> tuple[str, ...]:
    asked = line.generation
    return (
        f"{asked.created_at.astimezone():%Y-%m-%d %H:%M}",
        "" if line.scene is None else str(line.scene),
        asked.kind.value,
        asked.request.model.partition(":")[0],
        f"{asked.state}: {asked.error}" if asked.error else asked.state.value,
        "" if asked.price is None else amount(asked.price),
        "" if asked.actual_cost is None else amount(asked.actual_cost),
    )


def _besides(unassigned: Sequence[Generation]) -> str:
    """What was paid for no job, as for a storyboard that never came to be; nothing for nothing."""
    if not unassigned:
        return ""
    sums = totals(unassigned)
    unknown = f", and {plural(sums.unknown, 'line')} of unknown cost" if sums.unknown else ""
    return f"For no job: {amount(sums.actual)} spent{unknown}; vidstudio ledger lists it."


def _sums(job: Job, lines: Sequence[LedgerLine]) -> str:
    sums = totals([line.generation for line in lines])
    parts = [f"{amount(sums.actual)} spent", f"{amount(job.estimated_cost)} estimated"]
    if sums.open:
        parts.append(f"{amount(sums.open)} under way")
    if sums.unknown:
        parts.append(f"{plural(sums.unknown, 'line')} of unknown cost")
    return "  ·  ".join(parts)
