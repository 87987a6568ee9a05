"""The few widgets every panel is made of."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.looking import text_of
from vidstudio.core.control import Progress
from vidstudio.ui.widgets import ElidedLabel, WorkBar, button, label, line, panel, set_tone


def test_a_button_has_a_name_for_tests_and_one_for_ears(qtbot: QtBot) -> None:
    made = button("addButton", "", "add", "quiet", "Add a scene")
    qtbot.addWidget(made)
    assert (made.objectName(), made.accessibleName(), made.toolTip()) == ("addButton", "Add a scene", "Add a scene")
    assert not made.icon().isNull()


def test_a_label_takes_text_as_it_is(qtbot: QtBot) -> None:
    made = label("<b>not bold</b>", name="title")
    qtbot.addWidget(made)
    assert made.textFormat() is Qt.TextFormat.PlainText


def test_a_tone_can_change(qtbot: QtBot) -> None:
    made = label("text", tone="muted")
    qtbot.addWidget(made)
    set_tone(made, "danger")
    assert made.property("tone") == "danger"


def test_a_panel_and_a_line_are_told_to_the_style_sheet(qtbot: QtBot) -> None:
    frame, column = panel("jobsFrame", "Jobs")
    qtbot.addWidget(frame)
    hairline = line()
    column.addWidget(hairline)
    assert (frame.property("kind"), frame.accessibleName()) == ("panel", "Jobs")
    assert hairline.property("kind") == "line"


def test_an_elided_label_keeps_the_whole_text_for_those_who_ask(qtbot: QtBot) -> None:
    made = ElidedLabel(name="jobTitle")
    qtbot.addWidget(made)
    made.set_text("  A heron waits\n in the reeds ")
    assert made.text() == made.toolTip() == made.accessibleName() == "A heron waits in the reeds"
    assert made.sizeHint().width() == QFontMetrics(made.font()).horizontalAdvance(made.text())
    made.resize(60, 20)
    with qtbot.waitExposed(made):
        made.show()
    narrow = made.grab().toImage()
    made.set_text("B")
    assert made.grab().toImage() != narrow


def test_work_from_begin_to_end(qtbot: QtBot) -> None:
    work = WorkBar("renderProgress", "cancelRenderButton", "Rendering the film")
    qtbot.addWidget(work)
    assert work.isHidden()
    work.begin("Starting")
    assert (text_of(work, "renderProgressText"), work.bar.maximum()) == ("Starting …", 0)
    work.show_progress(Progress(0.256, "Rendering frames", 71.6))
    assert text_of(work, "renderProgressText") == "Rendering frames · 26%"
    assert text_of(work, "renderProgressLeft") == "about 1:12 left"
    assert (work.bar.value(), work.bar.maximum()) == (256, 1000)
    with qtbot.waitSignal(work.cancel_wished):
        QTest.mouseClick(work.cancel, Qt.MouseButton.LeftButton)
    work.stopping()
    assert not work.cancel.isEnabled()
    assert text_of(work, "renderProgressText") == "Stopping …"
    work.end()
    assert work.isHidden()
    work.begin("Starting")
    assert work.cancel.isEnabled()
