"""Settings from the environment and the file."""

from decimal import Decimal
from pathlib import Path

import pytest

from vidstudio.core.appearance import Appearance
from vidstudio.errors import SettingsRefused, StorageRefused
from vidstudio.paths import places
from vidstudio.settings import Settings, load_settings, save_settings

NAMES = {
    "VIDEO_STORAGE_PATH": ("video_storage_path", "/films", Path("/films")),
    "VIDSTUDIO_FFMPEG": ("ffmpeg", "/opt/ffmpeg", "/opt/ffmpeg"),
    "REPLICATE_BASE_URL": ("replicate_base_url", "http://127.0.0.1:1", "http://127.0.0.1:1"),
    "OPENAI_BASE_URL": ("openai_base_url", "http://127.0.0.1:1/v1", "http://127.0.0.1:1/v1"),
    "VIDSTUDIO_PLANNER_MODEL": ("planner_model", "openai:bard", "openai:bard"),
    "VIDSTUDIO_IMAGE_MODEL": ("image_model", "a/b", "a/b"),
    "VIDSTUDIO_REFINEMENT_PRICE": ("refinement_price", "0.05", Decimal("0.05")),
    "VIDSTUDIO_HARDWARE_ENCODERS": ("hardware_encoders", "true", True),
    "VIDSTUDIO_LARGEST_FILM": ("largest_film", "0.5", 0.5),
    "VIDSTUDIO_APPEARANCE": ("appearance", "dark", Appearance.DARK),
}


def write(home: Path, text: str) -> None:
    home.mkdir(exist_ok=True)
    (home / "settings.toml").write_text(text, "utf-8")


def test_defaults_and_asking_makes_nothing(home: Path) -> None:
    settings = load_settings(places())
    assert settings.refinement_price == Decimal("0.02")
    assert (settings.ffmpeg, settings.image_model, settings.appearance) == ("", "", Appearance.SYSTEM)
    assert settings.storage(places()).root == home / "videos"
    assert not home.exists()


@pytest.mark.parametrize(("variable", "name", "text", "value"), [(key, *rest) for key, rest in NAMES.items()])
def test_each_setting_is_read_from_file_and_environment(
    home: Path, monkeypatch: pytest.MonkeyPatch, variable: str, name: str, text: str, value: object
) -> None:
    write(home, f"{name} = '{text}'\nunknown = 1\n")
    assert getattr(load_settings(places()), name) == value
    write(home, "")
    monkeypatch.setenv(variable, text)
    assert getattr(load_settings(places()), name) == value
    monkeypatch.setenv(variable, "")
    assert getattr(load_settings(places()), name) == getattr(Settings(), name)


def test_the_environment_wins_over_the_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home, "video_storage_path = '/from/file'\nrefinement_price = 0.5")
    monkeypatch.setenv("VIDEO_STORAGE_PATH", str(home / "from the environment"))
    settings = load_settings(places())
    assert settings.storage(places()).root == home / "from the environment"
    assert settings.refinement_price == Decimal("0.5")


def test_variables_of_other_programs_are_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("APPEARANCE", "FFMPEG", "IMAGE_MODEL", "REFINEMENT_PRICE"):
        monkeypatch.setenv(name, "something")
    assert load_settings(places()).model_dump() == Settings().model_dump()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("refinement_price = 'much'", "The setting refinement_price in"),
        ("refinement_price = -1", "The setting refinement_price in"),
        ("refinement_price = '0.00001'", "The setting refinement_price in"),
        ("appearance = 'pink'", "The setting appearance in"),
        ("ffmpeg = ", "can't be read"),
        ("\x00", "can't be read"),
    ],
)
def test_a_wrong_file_is_refused_and_left_as_it_is(home: Path, text: str, words: str) -> None:
    write(home, text)
    with pytest.raises(SettingsRefused, match=words) as error:
        load_settings(places())
    assert str(home / "settings.toml") in error.value.hint
    assert (home / "settings.toml").read_text("utf-8") == text


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDSTUDIO_REFINEMENT_PRICE", "much")
    with pytest.raises(SettingsRefused, match="VIDSTUDIO_REFINEMENT_PRICE can't be used"):
        load_settings(places())


def test_saving_keeps_comments_and_what_it_does_not_know(home: Path) -> None:
    write(home, "# mine\nffmpeg = '/a'  # why\nunknown = [1, 2]\n")
    saved = save_settings(
        places(), {"ffmpeg": "/b ü", "appearance": Appearance.DARK, "refinement_price": Decimal("0.03")}
    )
    assert (saved.ffmpeg, saved.appearance, saved.refinement_price) == ("/b ü", Appearance.DARK, Decimal("0.03"))
    text = (home / "settings.toml").read_text("utf-8")
    assert "# mine" in text
    assert "unknown = [1, 2]" in text
    assert save_settings(places(), {"ffmpeg": None}).ffmpeg == ""
    assert [path.name for path in home.iterdir()] == ["settings.toml"]


def test_saving_over_a_broken_file_is_refused(home: Path) -> None:
    write(home, "= broken")
    with pytest.raises(SettingsRefused):
        save_settings(places(), {"ffmpeg": "/b"})
    assert (home / "settings.toml").read_text("utf-8") == "= broken"


def test_saving_where_nothing_can_be_written_is_told(home: Path) -> None:
    home.write_text("no folder")
    with pytest.raises((StorageRefused, SettingsRefused)):
        save_settings(places(), {"ffmpeg": "/b"})


def test_the_token_is_no_setting(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPLICATE_API_TOKEN", "r8_secret")
    write(home, "replicate_api_token = 'r8_secret'")
    assert "r8_secret" not in repr(load_settings(places()))
