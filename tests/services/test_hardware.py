"""What a graphics card can do is found by encoding a second, and remembered for its ffmpeg and itself."""

import json
import os
from pathlib import Path

import pytest

from tests.card import Card, posix
from vidstudio.core.control import Control
from vidstudio.core.hardware import HardwareEncoder, HardwareKind, Rating, found_words
from vidstudio.core.preset import Codec
from vidstudio.errors import Canceled
from vidstudio.services.ffmpeg import encoders, find_ffmpeg
from vidstudio.services.hardware import find_hardware, forget_encoder, graphics, try_encoder

H264 = HardwareEncoder(HardwareKind.NVENC, Codec.H264, Rating.BIT_RATE)
TRIALS = ["trial h264_nvenc"] * 2 + ["trial hevc_nvenc"] * 2

pytestmark = [posix, pytest.mark.slow]


@pytest.fixture
def card(tmp_path: Path) -> Card:
    return Card(tmp_path / "card")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "hardware.json"


def found(card: Card, file: Path, *, again: bool = False) -> str:
    return found_words(find_hardware(str(card.ffmpeg), file, Control(), again=again))


def test_what_works_is_found_and_remembered(card: Card, file: Path) -> None:
    assert found(card, file) == "NVENC: H.264, H.265"
    assert card.calls == TRIALS
    assert found(card, file) == "NVENC: H.264, H.265"
    assert card.calls == TRIALS
    assert [path.name for path in file.parent.iterdir()] == ["hardware.json"]
    assert found(card, file, again=True) == "NVENC: H.264, H.265"
    assert card.calls == TRIALS * 2


def test_another_ffmpeg_is_tried_anew_and_the_first_is_still_known(card: Card, file: Path, tmp_path: Path) -> None:
    found(card, file)
    other = Card(tmp_path / "other")
    other.fail("fail", when="trial")
    assert found(other, file) == "None works here"
    assert other.calls == TRIALS
    assert found(card, file) == "NVENC: H.264, H.265"
    assert card.calls == TRIALS
    os.utime(card.ffmpeg, ns=(1, 1))
    found(card, file)
    assert card.calls == TRIALS * 2


def test_another_card_or_driver_is_told_from_the_first(tmp_path: Path) -> None:
    devices, modules = tmp_path / "drm", tmp_path / "module"
    facts = {devices / "card1/device/vendor": "0x10de\n", devices / "card1/device/device": "0x2684\n"}
    facts[modules / "nvidia/version"] = "570.1\n"
    seen = [graphics(devices, modules)]
    for path, text in facts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    seen.append(graphics(devices, modules))
    (modules / "nvidia/version").write_text("580.2\n")
    seen.append(graphics(devices, modules))
    (devices / "card1/device/device").write_text("0x1234\n")
    seen.append(graphics(devices, modules))
    assert len(set(seen)) == 4
    assert graphics(devices, modules) == seen[-1]


@pytest.mark.parametrize("how", ["fail", "die 5", "short 5"])
def test_what_does_not_make_a_whole_second_does_not_work(card: Card, file: Path, how: str) -> None:
    card.fail(how, when="trial")
    assert found(card, file) == "None works here"
    assert found(card, file) == "None works here"
    assert card.calls == TRIALS
    card.work()
    assert found(card, file, again=True) == "NVENC: H.264, H.265"


def test_what_hangs_is_given_up_with_all_of_its_kind(card: Card, file: Path) -> None:
    card.fail("hang", when="trial")
    assert find_hardware(str(card.ffmpeg), file, Control(), patience=0.5) == ()
    assert card.calls == ["trial h264_nvenc"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": 1}', '{"format": 2, "found": {}}', "\x00", '{"format": 1, "found": {"k": [3]}}']
)
def test_a_file_that_is_damaged_or_newer_is_passed_over(card: Card, file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text)
    assert found(card, file) == "NVENC: H.264, H.265"
    assert json.loads(file.read_text())["format"] == 1


def test_one_that_works_no_more_is_forgotten_alone(card: Card, file: Path) -> None:
    found(card, file)
    forget_encoder(str(card.ffmpeg), file, H264)
    assert found(card, file) == "NVENC: H.264 (quality only), H.265"
    assert card.calls == TRIALS


def test_trying_can_be_canceled_and_nothing_is_remembered(card: Card, file: Path) -> None:
    card.fail("hang", when="trial")
    control = Control()
    control._on_progress = lambda _progress: control.cancel()
    with pytest.raises(Canceled):
        find_hardware(str(card.ffmpeg), file, control)
    assert not file.exists()


@pytest.mark.skipif(Path("/dev/dri").exists() or Path("/dev/nvidia0").exists(), reason="there is a card here")
def test_without_a_card_every_encoder_is_really_tried_and_refused(file: Path) -> None:
    ffmpeg = find_ffmpeg("", {})
    assert {"h264_nvenc", "h264_vaapi"} <= encoders(ffmpeg)
    for kind in HardwareKind:
        assert try_encoder(ffmpeg, HardwareEncoder(kind, Codec.H264, Rating.BIT_RATE), Control()) is False
    assert find_hardware(ffmpeg, file, Control()) == ()
    assert file.exists()
