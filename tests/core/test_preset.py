"""Presets: what can be asked for, and the files they are kept and shared in."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidstudio.core.export import ExportFormat, Quality, kept_as, pair, settings_of
from vidstudio.core.preset import RULES, Codec, Container, Preset, check_preset, ranged, slug
from vidstudio.core.preset_file import read_preset, write_preset
from vidstudio.core.wording import preset_facts, preset_title
from vidstudio.errors import InputRefused

_GOOD = Preset("Mine", quality=20)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " \x00 "}, "no name"),
        ({"name": "a" * 61}, "too long"),
        ({"container": Container.WEBM}, "does not go into webm"),
        ({"codec": Codec.PRORES}, "does not go into mp4"),
        ({"video_kbps": 3000}, "either"),
        ({"quality": None}, "either"),
        ({"quality": 52}, "quality of H.264"),
        ({"video_kbps": 3, "quality": None}, "kbit/s"),
        ({"passes": 2}, "Two passes"),
        ({"passes": 3}, "3 passes"),
        ({"width": 100}, "width and a height"),
        ({"width": 10, "height": 10}, "pixels"),
        ({"percent": 0}, "percent"),
        ({"percent": float("nan")}, "percent"),
        ({"percent": 50.0, "width": 100, "height": 100}, "pixels or in percent"),
        ({"fps": Fraction(1, 2)}, "frames a second"),
        ({"audio_kbps": 5}, "sound"),
        ({"loudness": 0.0}, "LUFS"),
        ({"start": 5.0, "end": 5.0}, "ends before"),
        ({"start": -1.0}, "seconds"),
        ({"scenes": "1-2", "start": 1.0}, "scenes or in seconds"),
        ({"watermark": "w" * 61}, "watermark"),
    ],
)
def test_what_can_not_be_is_refused_by_name(changes: dict[str, object], words: str) -> None:
    with pytest.raises(InputRefused, match=words) as told:
        check_preset(replace(_GOOD, **changes))  # type: ignore[arg-type]
    assert told.value.hint


def test_each_codec_can_be_had_in_each_of_its_containers() -> None:
    for codec, rules in RULES.items():
        for container in rules.containers:
            quality = rules.usual if rules.quality else None
            preset = check_preset(Preset("a", container, codec, quality=quality))
            assert (preset.audio_kbps is None) == container.silent
            assert read_preset(write_preset(preset)) == preset


def test_the_nine_pairs_keep_the_names_they_always_had() -> None:
    for fmt in ExportFormat:
        for quality in Quality:
            preset = pair(fmt, quality)
            assert check_preset(preset) == preset == read_preset(write_preset(preset))
            assert (preset.stem, kept_as(preset), settings_of(preset)) == (f"{fmt}_{quality}", (fmt, quality), "")
            assert preset_title(preset) == f"{fmt.value.upper()}, {quality}"


def test_a_changed_preset_is_told_from_the_one_before() -> None:
    assert settings_of(_GOOD) != settings_of(replace(_GOOD, quality=21)) != ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("My  Reel!", "my-reel"),
        ("../../etc/passwd", "etc-passwd"),
        ("-rf", "rf"),
        ("Zürich 雨", "zürich-雨"),
        ("🎬", "preset"),
        ("a" * 200, "a" * 80),
        ("mp4_medium", "mp4_medium"),
        ("a\nb\x00c", "a-b-c"),
    ],
)
def test_a_name_makes_a_harmless_file_name(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text(max_size=300))
def test_no_name_leads_out_of_its_folder(name: str) -> None:
    made = slug(name)
    assert made
    assert len(made.encode()) <= 80
    assert not set(made) & set('/\\:*?"<>|. \n\x00')
    assert slug(made) == made


@pytest.mark.parametrize(
    ("text", "scenes", "start", "end"),
    [
        ("2-4", "2-4", None, None),
        ("3", "3", None, None),
        ("0:05-0:12.5", "", 5.0, 12.5),
        ("0:05-", "", 5.0, None),
        ("-1:00:01", "", None, 3601.0),
    ],
)
def test_a_part_of_the_film(text: str, scenes: str, start: float | None, end: float | None) -> None:
    preset = ranged(_GOOD, text)
    assert (preset.scenes, preset.start, preset.end) == (scenes, start, end)
    assert not preset.whole
    assert preset.stem != _GOOD.stem
    assert "/" not in preset.stem


@pytest.mark.parametrize("text", ["", "a-b", "2-", "-2", "0:05", "0:05-0:01", "1:2:3:4-", "2-4-6", "٣:٠-", "0:05-x"])
def test_what_is_no_part_is_refused(text: str) -> None:
    with pytest.raises(InputRefused):
        ranged(_GOOD, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no preset of vidstudio"),
        ("name = 'a'", "no preset of vidstudio"),
        ("vidstudio_preset = 2\nname='a'", "newer"),
        ("vidstudio_preset = true\nname='a'", "no preset"),
        ("vidstudio_preset = 1\nname='a'\nargv='rm -rf /'", "no “argv”"),
        ("vidstudio_preset = 1\nname=['a']", "has to be text"),
        ("vidstudio_preset = 1\nname='a'\nwidth='1'\nheight='1'", "has to be a number"),
        ("vidstudio_preset = 1\nname='a'\npasses=true", "has to be a number"),
        ("vidstudio_preset = 1\nname='a'\ncodec='mpeg2'", "no codec"),
        ("vidstudio_preset = 1\nname='a'\ncontainer='exe'", "no container"),
        ("vidstudio_preset = 1\nname='a'\nfps='1/0'\nquality=20", "no preset"),
        ("vidstudio_preset = 1\nname='a'\nfps='inf'\nquality=20", "no preset"),
        ("vidstudio_preset = 1\nname='a'\nfps=nan\nquality=20", "no preset"),
        ("vidstudio_preset = 1\nname='a'\nquality=99999999999999999999", "quality"),
        ("vidstudio_preset = 1\n" + "a=" + "[" * 5000, "no preset"),
    ],
)
def test_a_file_that_is_none_is_refused_by_name(text: str, words: str) -> None:
    with pytest.raises(InputRefused, match=words) as told:
        read_preset(text)
    assert told.value.hint


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    for candidate in (text, f"vidstudio_preset = 1\nname = 'a'\n{text}"):
        try:
            preset = read_preset(candidate)
        except InputRefused:
            continue
        assert read_preset(write_preset(preset)) == preset


def test_a_preset_in_one_line() -> None:
    made = Preset("R", width=1920, height=1080, fps=Fraction(30), video_kbps=5000, passes=2, loudness=-14.0)
    assert (
        preset_facts(made)
        == "MP4 · H.264 · fits 1920x1080 · 30 fps · 5000 kbit/s in two passes · AAC 192 kbit/s · -14 LUFS"
    )
    assert preset_facts(Preset("G", Container.GIF, Codec.GIF, audio_kbps=None)) == "GIF · no sound"
