"""Settings: only what was changed is saved, and the token goes to the keyring alone."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from tests.card import Card, posix
from tests.servers.openai import KEY, OpenAIServer
from tests.servers.replicate import TOKEN, USER, ReplicateServer
from tests.ui.looking import text_of
from vidstudio.core.appearance import Appearance
from vidstudio.core.hardware import HardwareKind
from vidstudio.paths import places
from vidstudio.services.images.models import MODELS
from vidstudio.services.secrets import read_token
from vidstudio.settings import Settings, load_settings
from vidstudio.ui.main_window import MainWindow
from vidstudio.ui.settings_dialog import SettingsDialog

Make = Callable[..., SettingsDialog]


@pytest.fixture
def make(qtbot: QtBot) -> Make:
    def dialog(settings: Settings | None = None, *, has_token: bool = False) -> SettingsDialog:
        new = SettingsDialog(settings or Settings(), has_token=has_token)
        qtbot.addWidget(new)
        with qtbot.waitExposed(new):
            new.open()
        return new

    return dialog


def choose(dialog: SettingsDialog) -> None:
    dialog.model.setCurrentIndex(2)
    dialog.price.setValue(0.035)
    dialog.videos.setText("/films")
    dialog.ffmpeg.setText(" /opt/ffmpeg ")
    dialog.largest.setValue(2.5)
    dialog.hardware.box.setChecked(True)
    dialog.appearance.setCurrentIndex(dialog.appearance.findData("light"))


def test_untouched_it_changes_nothing(make: Make) -> None:
    assert make().changes() == {}


def test_what_was_changed(make: Make) -> None:
    dialog = make()
    choose(dialog)
    assert dialog.changes() == {
        "image_model": MODELS[2].id,
        "refinement_price": Decimal("0.035"),
        "video_storage_path": Path("/films"),
        "ffmpeg": "/opt/ffmpeg",
        "largest_film": 2.5,
        "hardware_encoders": True,
        "appearance": Appearance.LIGHT,
    }


def test_what_a_person_wrote_into_the_file_is_kept(make: Make) -> None:
    settings = Settings(image_model="ada/sketcher", refinement_price=Decimal("0.0035"), video_storage_path=Path("/f"))
    dialog = make(settings)
    assert dialog.model.currentText() == "ada/sketcher"
    assert dialog.changes() == {}
    dialog.videos.clear()
    assert dialog.changes() == {"video_storage_path": None}


def test_a_budget_of_a_month_is_money_or_nothing(qtbot: QtBot, make: Make) -> None:
    dialog = make(Settings(monthly_budget=Decimal(5)))
    assert dialog.budget.text() == "5"
    assert dialog.changes() == {}
    dialog.budget.setText(" $12.50 ")
    assert dialog.changes() == {"monthly_budget": Decimal("12.5")}
    dialog.budget.clear()
    assert dialog.changes() == {"monthly_budget": None}
    for text in ("much", "-3", "1e9", "nan"):
        dialog.budget.setText(text)
        with qtbot.assertNotEmitted(dialog.save_wished):
            QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
        assert "US dollars" in text_of(dialog, "tokenAnswer")


def test_an_image_model_can_be_typed(qtbot: QtBot, make: Make) -> None:
    dialog = make()
    dialog.model.setEditText(" openai:gpt-image-1 ")
    assert dialog.changes() == {"image_model": "openai:gpt-image-1"}
    dialog.model.setEditText("no model")
    with qtbot.assertNotEmitted(dialog.save_wished):
        QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert "not the name of an image model" in text_of(dialog, "tokenAnswer")


def test_the_token_is_told_only_if_it_was_typed(qtbot: QtBot, make: Make) -> None:
    dialog = make(has_token=True)
    assert dialog.token.placeholderText() == "kept in the keyring"
    with qtbot.waitSignal(dialog.save_wished) as told:
        QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert told.args == [{}, None]
    QTest.keyClicks(dialog.token, "r8_typed")
    assert "r8" not in dialog.token.displayText()
    with qtbot.waitSignal(dialog.save_wished) as told:
        QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert told.args == [{}, "r8_typed"]


def test_folders_and_programs_can_be_looked_for(make: Make, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    dialog = make()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/films")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    for name in ("chooseVideoFolderEdit", "chooseFfmpegEdit"):
        chooser = next(child for child in dialog.children() if child.objectName() == name)
        chooser.click()  # type: ignore[attr-defined]
    assert (dialog.videos.text(), dialog.ffmpeg.text()) == ("/films", "")


def test_names_of_exports_are_shown_as_they_will_be(make: Make) -> None:
    dialog = make()
    assert text_of(dialog, "exportNamePreview").endswith("The Keeper and the Whale_mp4_high.mp4")
    dialog.export_name.setText("{date}_{title}")
    assert text_of(dialog, "exportNamePreview").endswith("_The Keeper and the Whale.mp4")
    assert dialog.changes() == {"export_name": "{date}_{title}"}
    dialog.export_name.setText("{nonsense}")
    assert "no field" in text_of(dialog, "exportNamePreview")
    assert not dialog.save.isEnabled()


def test_newer_versions_are_looked_for_by_leave_alone(make: Make) -> None:
    dialog = make()
    assert not dialog.updates.box.isChecked()
    assert "Nothing about you" in text_of(dialog, "updateNote")
    dialog.updates.box.setChecked(True)
    assert dialog.changes() == {"look_for_updates": True}
    dialog.updates.box.setChecked(False)
    assert dialog.changes() == {}
    asked = make(Settings(look_for_updates=True))
    asked.updates.box.setChecked(False)
    assert asked.changes() == {"look_for_updates": False}


def test_where_newer_versions_are_never_looked_for_it_says_why(qtbot: QtBot, window: MainWindow) -> None:
    dialog = opened(window)
    assert not dialog.updates.box.isEnabled()
    assert text_of(dialog, "updateNote") == "There is no address to ask yet."
    assert dialog.changes() == {}


def test_escape_closes_it(make: Make) -> None:
    dialog = make()
    QTest.keyClick(dialog.token, Qt.Key.Key_Escape)
    assert dialog.isHidden()


def opened(window: MainWindow) -> SettingsDialog:
    window.dialogs.settings()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SettingsDialog)
    return dialog


def test_saved_it_is_in_use_at_once(
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    replicate_server: ReplicateServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REPLICATE_BASE_URL", replicate_server.url)
    dialog = opened(window)
    choose(dialog)
    dialog.videos.setText(str(tmp_path / "films"))
    dialog.token.setText("r8_secret")
    with qtbot.waitSignal(window.dialogs.settings_changed):
        QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert dialog.isHidden()
    settings = load_settings(places())
    assert (settings.image_model, settings.refinement_price) == (MODELS[2].id, Decimal("0.035"))
    assert window.bench.studio.settings.model_dump() == settings.model_dump()
    assert window.bench.studio.storage.root == tmp_path / "films"
    assert read_token() == "r8_secret"
    qtbot.waitUntil(lambda: window.refining.has_token)
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and b"r8_secret" in file.read_bytes()]
    assert opened(window).token.placeholderText() == "kept in the keyring"


def test_what_cant_be_saved_is_said_and_can_be_tried_again(qtbot: QtBot, window: MainWindow, home: Path) -> None:
    (home / "settings.toml").write_text("this is [no TOML", "utf-8")
    dialog = opened(window)
    choose(dialog)
    QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "can't be read" in text_of(dialog, "tokenAnswer"))
    assert dialog.isVisible()
    assert dialog.save.isEnabled()
    assert (home / "settings.toml").read_text("utf-8") == "this is [no TOML"


@pytest.mark.slow
@posix
def test_what_the_card_can_do_is_found_beside_the_window_shown_and_tried_again(
    qtbot: QtBot, window: MainWindow, card: Card
) -> None:
    window.bench.studio.failed_cards.add(HardwareKind.NVENC)
    dialog = opened(window)
    assert card.calls == []
    assert dialog.hardware.try_again.isHidden()
    dialog.hardware.box.setChecked(True)
    assert text_of(dialog, "hardwareFound") == "Trying …"
    qtbot.waitUntil(lambda: text_of(dialog, "hardwareFound") == "NVENC: H.264, H.265")
    tried = len(card.calls)
    dialog.hardware.box.setChecked(False)
    dialog.hardware.box.setChecked(True)
    qtbot.waitUntil(lambda: text_of(dialog, "hardwareFound") == "NVENC: H.264, H.265")
    assert len(card.calls) == tried
    assert window.bench.studio.failed_cards == {HardwareKind.NVENC}
    card.fail("fail", when="trial")
    QTest.mouseClick(dialog.hardware.try_again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: text_of(dialog, "hardwareFound") == "None works here")
    assert len(card.calls) == 2 * tried
    assert window.bench.studio.failed_cards == set()
    QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.isHidden)
    assert window.bench.studio.settings.hardware_encoders


@posix
def test_a_dialog_that_is_closed_does_not_go_on_trying(qtbot: QtBot, window: MainWindow, card: Card) -> None:
    card.fail("hang", when="trial")
    dialog = opened(window)
    dialog.hardware.box.setChecked(True)
    qtbot.waitUntil(lambda: bool(card.calls))
    dialog.reject()
    qtbot.waitUntil(lambda: not window.bench._tasks)
    assert not window.bench.studio.places.hardware_file.exists()


def test_without_an_ffmpeg_the_reason_is_shown(qtbot: QtBot, window: MainWindow) -> None:
    dialog = opened(window)
    dialog.ffmpeg.setText("/no/such/ffmpeg")
    dialog.hardware.box.setChecked(True)
    qtbot.waitUntil(lambda: "no program" in text_of(dialog, "hardwareFound"))
    assert dialog.hardware.try_again.isEnabled()


@pytest.mark.parametrize(("token", "words"), [(TOKEN, f"This is the token of {USER}."), ("r8_wrong", "token")])
def test_the_token_can_be_tried(
    qtbot: QtBot,
    make_window: Callable[[], MainWindow],
    replicate_server: ReplicateServer,
    token: str,
    words: str,
) -> None:
    window = make_window()
    window.bench.studio = type(window.bench.studio)(
        window.bench.studio.library, places(), Settings(replicate_base_url=replicate_server.url)
    )
    dialog = opened(window)
    dialog.token.setText(token)
    QTest.mouseClick(dialog.test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not text_of(dialog, "tokenAnswer").startswith("Asking"))
    assert words in text_of(dialog, "tokenAnswer")
    assert read_token() == ""


@pytest.mark.parametrize(
    ("key", "words"), [(KEY, "127.0.0.1 answers, and takes it."), ("sk-wrong", "does not accept the key")]
)
def test_the_key_of_the_other_service_can_be_tried(
    qtbot: QtBot, window: MainWindow, openai_server: OpenAIServer, key: str, words: str
) -> None:
    dialog = opened(window)
    dialog.base_url.setText(openai_server.url)
    dialog.key.setText(key)
    QTest.mouseClick(dialog.test_key, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not text_of(dialog, "keyAnswer").startswith("Asking"))
    assert words in text_of(dialog, "keyAnswer")
    assert read_token("openai") == ""


def test_the_models_of_the_other_service_are_offered_once_it_is_known(
    qtbot: QtBot, window: MainWindow, openai_server: OpenAIServer
) -> None:
    openai_server.models = ["gpt-image-1", "gpt-5"]
    dialog = opened(window)
    dialog.base_url.setText(openai_server.url)
    dialog.key.setText(KEY)
    QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [each.id for each in window.refining.models] == ["openai:gpt-image-1"])
    assert opened(window).model.findData("openai:gpt-image-1") > 0
