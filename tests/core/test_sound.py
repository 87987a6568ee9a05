"""Soundtracks as data: what is heard, what ffmpeg is told, what equal sound is, and how levels are set."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from vidstudio.core.sound import (
    AT_ONCE,
    CUT_FADE,
    Loudness,
    Master,
    SoundOptions,
    Soundtrack,
    Voice,
    batch_arguments,
    batches,
    corrected,
    description,
    film_samples,
    heard,
    is_silent,
    laid_together,
    lowered,
    master_arguments,
    mastering,
    mix_arguments,
    music_arguments,
    parse_loudness,
    silence_arguments,
)
from vidstudio.errors import ProcessFailed

SECOND = 48000
MUSIC = Path("/songs/song.mp3")
ODD = Path('/it\'s [a] "50%d"; \\ -i 🎵,=.wav')
SPEECH = Voice(Path("/a.wav"), SECOND, 2 * SECOND, "a", "The narration of scene 1")
BELL = Voice(Path("/bell.wav"), 0, SECOND, "bell", "An effect")
FULL = Soundtrack(10 * SECOND, MUSIC, "song", "The music", (SPEECH,), (BELL,))
SUMMARY = """[Parsed_ebur128_9 @ 0x7f] Summary:

  Integrated loudness:
    I:         {0} LUFS
    Threshold: -31.0 LUFS

  Loudness range:
    LRA:         5.0 LU
    LRA low:   -24.0 LUFS

  True peak:
    Peak:       {1} dBFS
[out#0/w64 @ 0x7f] video:0KiB audio:7813KiB
"""


def graph(arguments: tuple[str, ...]) -> str:
    return arguments[arguments.index("-filter_complex") + 1]


@pytest.mark.parametrize(("frames", "fps", "samples"), [(24, 24, 48000), (1, 24, 2000), (7, 30, 11200), (1, 7, 6857)])
def test_the_sound_is_as_long_as_the_frames(frames: int, fps: int, samples: int) -> None:
    assert film_samples(frames, fps) == samples


def test_voices_are_cut_to_the_film_and_come_in_order() -> None:
    late = replace(SPEECH, start=9 * SECOND)
    beyond = replace(SPEECH, start=10 * SECOND)
    empty = replace(SPEECH, length=0)
    assert heard([late, beyond, empty, BELL], FULL.samples) == (BELL, replace(late, length=SECOND))


def test_a_voice_begins_within_the_film() -> None:
    with pytest.raises(ValueError, match="The narration of scene 1 begins before the film"):
        replace(SPEECH, start=-1)


@pytest.mark.parametrize(
    ("track", "silent"),
    [
        (Soundtrack(SECOND), True),
        (Soundtrack(SECOND, narration=(SPEECH,)), True),
        (Soundtrack(SECOND + 1, narration=(SPEECH,)), False),
        (Soundtrack(SECOND, effects=(BELL,)), False),
        (Soundtrack(SECOND, MUSIC), False),
    ],
)
def test_a_film_without_anything_to_hear_is_silent(track: Soundtrack, silent: bool) -> None:
    assert is_silent(track) is silent


def test_inputs_are_files_whatever_their_names_are() -> None:
    voice = replace(SPEECH, file=ODD)
    track = replace(FULL, music=ODD, narration=(voice,), effects=(voice,))
    for arguments in (
        music_arguments(ODD, SECOND),
        mix_arguments(track),
        batch_arguments([voice]),
        master_arguments(ODD, Loudness(-20, -3), Master(6, -1.5), SECOND),
    ):
        after = [arguments[row + 1] for row, part in enumerate(arguments) if part == "-i"]
        assert set(after) == {f"file:{ODD}"}
        assert sum(str(ODD) in part for part in arguments) == len(after), "in no filter"


def test_inputs_are_music_then_narration_then_effects() -> None:
    arguments = mix_arguments(FULL)
    files = [arguments[row + 1] for row, part in enumerate(arguments) if part == "-i"]
    assert files == ["file:/songs/song.mp3", "file:/a.wav", "file:/bell.wav"]
    assert arguments[arguments.index("-stream_loop") : arguments.index("-i")] == ("-stream_loop", "-1")
    assert "[1:a:0]" in graph(arguments)
    assert "[2:a:0]" in graph(arguments)


@pytest.mark.parametrize(
    ("track", "has", "has_not"),
    [
        (FULL, ["sidechaincompress", "volume=-12dB", "normalize=0", "adelay=delays=48000S:all=1"], []),
        (replace(FULL, narration=()), ["volume=-12dB"], ["sidechaincompress", "asplit"]),
        (replace(FULL, narration=(), effects=()), ["afade=t=out"], ["volume", "amix", "sidechaincompress"]),
        (replace(FULL, music=None), ["amix"], ["sidechaincompress", "asplit", "volume"]),
        (replace(FULL, options=SoundOptions(ducking_db=0)), ["volume=-12dB"], ["sidechaincompress", "asplit"]),
        (replace(FULL, options=SoundOptions(fade_in_seconds=1)), ["afade=t=in:ss=0:ns=48000"], []),
        (FULL, ["afade=t=out:ss=384000:ns=96000"], ["afade=t=in"]),
        (replace(FULL, samples=4 * SECOND), ["afade=t=out:ss=144000:ns=48000"], []),
    ],
)
def test_a_mix_has_what_its_track_needs(track: Soundtrack, has: list[str], has_not: list[str]) -> None:
    filters = graph(mix_arguments(track))
    assert [each for each in has if each not in filters] == []
    assert [each for each in has_not if each in filters] == []
    assert f"atrim=end_sample={track.samples},ebur128=peak=true" in filters


def test_voices_that_do_not_overlap_share_a_lane() -> None:
    voices = [replace(BELL, start=start * SECOND) for start in (0, 1, 2)]
    assert "concat=n=3" in graph(mix_arguments(replace(FULL, music=None, narration=(), effects=tuple(voices))))
    over = [*voices, replace(BELL, start=2 * SECOND + 1)]
    filters = graph(mix_arguments(replace(FULL, music=None, narration=(), effects=tuple(over))))
    assert "concat=n=3" in filters
    assert "amix=inputs=2:normalize=0" in filters


def test_many_voices_are_opened_in_batches() -> None:
    voices = [replace(BELL, start=number * SECOND) for number in range(2 * AT_ONCE + 1)]
    assert [len(batch) for batch in batches(voices)] == [AT_ONCE, AT_ONCE, 1]
    together = laid_together(voices[AT_ONCE : 2 * AT_ONCE], Path("/b"))
    assert (together.start, together.length) == (AT_ONCE * SECOND, AT_ONCE * SECOND + CUT_FADE)
    arguments = batch_arguments(voices[AT_ONCE : 2 * AT_ONCE])
    assert arguments.count("-i") == AT_ONCE
    assert "adelay=delays=0S" in graph(arguments)


def test_commands_stay_within_what_windows_takes() -> None:
    """32,767 characters, with paths as long as they may be there: 260."""
    long = Path("/" + "x" * 258)
    voices = tuple(replace(BELL, file=long, start=SECOND * number) for number in range(AT_ONCE))
    track = Soundtrack(3600 * SECOND, long, narration=voices, effects=voices)
    assert sum(len(part) + 3 for part in mix_arguments(track)) < 32767 - 600


def test_silence_needs_no_input() -> None:
    arguments = silence_arguments(1234)
    assert not any(part.startswith("file:") for part in arguments)
    assert "anullsrc=r=48000:cl=stereo,atrim=end_sample=1234" in arguments


def test_equal_sound_has_an_equal_description() -> None:
    moved = replace(FULL, music=Path("/b"), music_name="x", narration=(replace(SPEECH, file=Path("/c"), name="y"),))
    assert description(moved) == description(FULL)
    beyond = replace(FULL, narration=(replace(SPEECH, start=FULL.samples), SPEECH))
    assert description(beyond) == description(FULL)
    alone = replace(FULL, narration=(), effects=())
    assert description(replace(alone, options=SoundOptions(music_db=-3, ducking_db=3))) == description(alone)
    silence = Soundtrack(SECOND)
    assert description(replace(silence, options=SoundOptions(target_lufs=-20))) == description(silence)
    assert "/" not in json.dumps(description(FULL))


@pytest.mark.parametrize(
    "other",
    [
        replace(FULL, samples=FULL.samples + 1),
        replace(FULL, music_digest="other"),
        replace(FULL, music=None),
        replace(FULL, narration=(replace(SPEECH, digest="b"),)),
        replace(FULL, narration=(replace(SPEECH, start=1),)),
        replace(FULL, narration=(replace(SPEECH, length=1),)),
        replace(FULL, narration=(), effects=(SPEECH, BELL)),
        replace(FULL, options=SoundOptions(music_db=-11)),
        replace(FULL, options=SoundOptions(ducking_db=9)),
        replace(FULL, options=SoundOptions(fade_out_seconds=1)),
        replace(FULL, options=SoundOptions(target_lufs=-16)),
        replace(FULL, options=SoundOptions(peak_dbtp=-2)),
    ],
)
def test_other_sound_has_another_description(other: Soundtrack) -> None:
    assert description(other) != description(FULL)


@pytest.mark.parametrize(
    ("said", "loudness"),
    [
        (SUMMARY.format("-23.4", "-1.2"), Loudness(-23.4, -1.2)),
        (SUMMARY.format("-70.0", "-inf"), Loudness(-70, -math.inf)),
        (SUMMARY.format("-inf", "nan"), Loudness(-math.inf, -math.inf)),
        (SUMMARY.format("3.0", "6.1"), Loudness(3, 6.1)),
        (
            "    title : Summary: I: -5 LUFS\n" + SUMMARY.format("-23.4", "-1.2").replace("\n", "\r\n"),
            Loudness(-23.4, -1.2),
        ),
    ],
)
def test_loudness_is_read_from_all_that_is_said(said: str, loudness: Loudness) -> None:
    assert parse_loudness(said) == loudness


@pytest.mark.parametrize("said", ["", "Summary:", "I: -23.0 LUFS", SUMMARY.format("-23", "-1").partition("True")[0]])
def test_loudness_that_was_not_said_is_an_error(said: str) -> None:
    with pytest.raises(ProcessFailed):
        parse_loudness(said)


@pytest.mark.parametrize(
    ("measured", "gain"),
    [
        (Loudness(-20, -3), 6),
        (Loudness(-8, 1), -6),
        (Loudness(-34, -20), 20),
        (Loudness(-50, -40), 20),
        (Loudness(-70, -60), 0),
        (Loudness(-math.inf, -math.inf), 0),
        (Loudness(-20, -math.inf), 0),
    ],
)
def test_gain_leads_to_the_target_but_never_far_and_not_from_silence(measured: Loudness, gain: float) -> None:
    assert mastering(measured).gain == pytest.approx(gain)


@pytest.mark.parametrize(
    ("measured", "has", "has_not"),
    [
        (Loudness(-20, -3), ["volume=6.00dB", "alimiter=limit=-1.50dB", "latency=1"], []),
        (Loudness(-20, -10), ["volume=6.00dB"], ["alimiter", "aresample"]),
        (Loudness(-70, -math.inf), [], ["volume", "alimiter", "inf", "nan"]),
        (Loudness(-70, 0), ["alimiter"], ["volume"]),
    ],
)
def test_the_limiter_is_there_only_where_it_is_needed(measured: Loudness, has: list[str], has_not: list[str]) -> None:
    arguments = master_arguments(Path("/mix"), measured, mastering(measured), 1000)
    filters = arguments[arguments.index("-af") + 1]
    assert [each for each in has if each not in filters] == []
    assert [each for each in has_not if each in filters] == []
    assert filters.endswith("atrim=end_sample=1000")


def test_a_result_as_it_should_be_is_left_alone() -> None:
    assert corrected(Master(6, -1.5), Loudness(-20, -3), Loudness(-14.2, -1.1)) is None
    assert lowered(Master(6, -1.5), Loudness(-14.2, -1.1)) is None


@pytest.mark.parametrize(
    ("master", "measured", "result", "better"),
    [
        (Master(6, -1.5), Loudness(-20, -3), Loudness(-15, -1.2), Master(7, -1.65)),  # what the limiter took
        (Master(6, -1.5), Loudness(-20, -9), Loudness(-15, -3), Master(7, -1.5)),  # what the encoder took
        (Master(6, -1.5), Loudness(-20, -3), Loudness(-14, 0), Master(6, -2.85)),  # what the encoder added
        (Master(6, -1.5), Loudness(-20, -9), Loudness(-14, 0), Master(6, -4.35)),  # from below the ceiling
        (Master(9, -1.5), Loudness(-20, -3), Loudness(-17, -1.4), Master(10, -1.5)),  # no further
        (Master(20, -1.5), Loudness(-50, -30), Loudness(-30, -10), None),
        (Master(0, -1.5), Loudness(-70, -60), Loudness(-70, -60), None),
        (Master(0, -1.5), Loudness(-70, 0), Loudness(-math.inf, -0.5), Master(0, -2.35)),
    ],
)
def test_a_result_is_corrected(master: Master, measured: Loudness, result: Loudness, better: Master | None) -> None:
    got = corrected(master, measured, result)
    assert (got and (got.gain, got.ceiling)) == (better and pytest.approx((better.gain, better.ceiling)))


def test_the_last_resort_is_to_be_quieter() -> None:
    got = lowered(Master(6, -1.5), Loudness(-14, -0.5))
    assert got
    assert (got.gain, got.ceiling) == pytest.approx((5.15, -2.35))
