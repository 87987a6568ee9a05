"""The sound of films as a player decodes it: level, peaks, places to the sample, ducking, and nothing left behind."""

import os
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tests.frames.sample_films import FFMPEG, samples, save, textured
from vidstudio.core.sound import (
    Loudness,
    SoundOptions,
    Soundtrack,
    Voice,
    check_arguments,
    music_arguments,
    parse_loudness,
)
from vidstudio.errors import Canceled, DiskFull, FfmpegUnusable, MediaError, SourceMissing, SourceUnreadable
from vidstudio.frames.sound import SoundMaker

RATE = 48000
ODD = '-it\'s [a] "50%d"; \\ 🎵,=é'
Wave = npt.NDArray[np.float64]


def clock(seconds: float, rate: int = RATE) -> Wave:
    return np.arange(round(seconds * rate)) / rate


def tone(seconds: float, pitch: float = 440, level: float = 0.25, rate: int = RATE) -> Wave:
    return level * np.sin(2 * np.pi * pitch * clock(seconds, rate))


def click(at: int, length: int) -> Wave:
    """One sample; at half of full scale, so that it passes the limiter untouched."""
    return np.where(np.arange(length) == at, 0.5, 0.0)


def song(seconds: float, peak: float = 0.7) -> Wave:
    """Chords in stereo over a beat of noise."""
    random, time_ = np.random.default_rng(3), clock(seconds)
    sides = np.zeros((2, time_.size))
    for pitch in (55, 110, 220, 277, 330, 440, 660, 880, 1320, 2640, 5280):
        swell = 0.6 + 0.4 * np.sin(2 * np.pi * random.uniform(0.3, 1) * time_)
        phases = random.uniform(0, 6, (2, 1))
        sides += pitch**-0.7 * swell * np.sin(2 * np.pi * pitch * time_ + phases)
    sides += 0.02 * np.exp(-((2 * time_) % 1) * 12) * random.standard_normal(sides.shape)
    return np.asarray(peak * sides / np.abs(sides).max())


def speech(seconds: float, level: float = 0.1) -> Wave:
    """A buzz below 1 kHz in syllables, a breath after every 1.8 s; ``level`` is its effective value while it lasts."""
    time_ = clock(seconds)
    buzz = sum(np.sin(2 * np.pi * 150 * number * time_ + number**2) / number for number in range(1, 6))
    spoken = buzz * np.clip(np.sin(2 * np.pi * 4 * time_) + 0.4, 0, 1) * (time_ % 2.1 < 1.8)
    return np.asarray(level * spoken / np.sqrt((spoken[np.abs(spoken) > 1e-3] ** 2).mean()))


def write(path: Path, sound: Wave, rate: int = RATE) -> Path:
    """As 16-bit WAV, one row a channel."""
    rows = np.atleast_2d(sound)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(rows.shape[0])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.rint(np.clip(rows.T, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def encode(path: Path, sound: Wave, codec: str, rate: int = RATE) -> Path:
    """In the container that the name's ending says; six rows are 5.1."""
    source = write(path.with_name("source.wav"), sound, rate)
    subprocess.run([FFMPEG, "-v", "error", "-i", f"file:{source}", "-c:a", codec, f"file:{path}"], check=True)
    source.unlink()
    return path


def maker(track: Soundtrack, folder: Path, ffmpeg: str = FFMPEG) -> SoundMaker:
    return SoundMaker(ffmpeg, track, folder / ".part", folder / "sound.m4a", folder / "scratch")


def make(track: Soundtrack, folder: Path) -> Wave:
    """The finished sound, decoded; nothing but it is left, and it has the length it should have."""
    at_work = maker(track, folder)
    try:
        at_work.start()
        at_work.finish()
    finally:
        at_work.abort()
    assert not left(folder)
    sound = samples(folder / "sound.m4a")
    assert sound.shape == (2, track.samples)
    return np.asarray(sound, np.float64)


def left(folder: Path) -> list[Path]:
    """What should be gone once it is over."""
    return [path for path in (folder / ".part", *folder.glob("scratch/*")) if path.exists()]


def loudness(folder: Path) -> Loudness:
    command = [FFMPEG, *check_arguments(folder / "sound.m4a"), "-"]
    return parse_loudness(subprocess.run(command, capture_output=True, text=True, check=True).stderr)


def voices(file: Path, starts: Sequence[float], seconds: float, name: str = "The narration") -> tuple[Voice, ...]:
    return tuple(Voice(file, round(start * RATE), round(seconds * RATE), "", name) for start in starts)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seconds", "music", "spoken"),
    [
        (12, song(5), None),
        (12, song(15), speech(3)),
        (12, None, speech(3)),
        (12, np.clip(9 * song(4), -1, 1), None),
        (12, np.clip(9 * song(4), -1, 1), speech(3, 0.2)),
        (12, song(6, peak=0.09), None),
        (0.5, song(2), None),
        (0.5, song(2), speech(3)),
        (12, np.random.default_rng(1).uniform(-1, 1, (2, 5 * RATE)), None),
    ],
    ids=["music", "both", "speech", "clipped", "clipped-both", "quiet", "short", "short-both", "noise"],
)
def test_films_are_equally_loud_and_never_too_loud(
    tmp_path: Path, seconds: float, music: Wave | None, spoken: Wave | None
) -> None:
    track = Soundtrack(
        round(seconds * RATE) + 1,
        music=None if music is None else write(tmp_path / "music.wav", music),
        narration=() if spoken is None else voices(write(tmp_path / "a.wav", spoken), (0.1, 5, 8.5), 4),
    )
    make(track, tmp_path)
    measured = loudness(tmp_path)
    assert measured.integrated == pytest.approx(-14, abs=0.5)
    assert measured.peak <= -1.0


def test_noise_is_not_blown_up(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(0, 0.002, (2, 3 * RATE))
    sound = make(
        Soundtrack(3 * RATE, write(tmp_path / "m.wav", noise), options=SoundOptions(fade_out_seconds=0)), tmp_path
    )
    assert 20 * np.log10(sound.std() / noise.std()) == pytest.approx(20, abs=1.5)


@pytest.mark.slow
def test_a_click_in_a_long_silence_is_no_reason_to_shout(tmp_path: Path) -> None:
    file = write(tmp_path / "a.wav", click(500, 1000))
    sound = make(Soundtrack(180 * RATE, effects=(Voice(file, 100 * RATE, 1000),)), tmp_path)
    assert abs(int(np.abs(sound[0]).argmax()) - (100 * RATE + 500)) <= 1
    assert loudness(tmp_path).peak <= -1.0
    assert np.abs(sound[:, : 99 * RATE]).max() < 1e-4


@pytest.mark.parametrize("length", [1, 1024, 24001])
def test_silence_stays_silence(tmp_path: Path, length: int) -> None:
    assert np.abs(make(Soundtrack(length), tmp_path)).max() == 0
    quiet = write(tmp_path / "quiet.wav", np.zeros(RATE))
    track = Soundtrack(length, quiet, narration=(Voice(quiet, 0, 500),))
    assert np.abs(make(track, tmp_path)).max() == 0


def test_a_film_too_short_to_be_measured_is_not_too_loud(tmp_path: Path) -> None:
    """Loudness takes 0.4 s; what is shorter keeps its level, but for its peaks."""
    make(Soundtrack(4000, write(tmp_path / "m.wav", np.clip(9 * song(1), -1, 1))), tmp_path)
    assert loudness(tmp_path).peak <= -1.0


@pytest.mark.parametrize("length", [50_000, 50_001, 51_200])
@pytest.mark.parametrize("kind", ["narration", "effects"])
def test_voices_begin_at_their_sample(tmp_path: Path, length: int, kind: str) -> None:
    """What is decoded is in step, whatever the encoder puts before and after it."""
    file = write(tmp_path / "a.wav", click(100, 2000))
    both = (Voice(file, 0, 2000), Voice(file, 1500, 2000), Voice(file, 40_001, 2000))  # the first two overlap
    track = Soundtrack(length, narration=both) if kind == "narration" else Soundtrack(length, effects=both)
    sound = make(track, tmp_path)
    for at in (100, 1600, 40_101):
        near = np.abs(sound[:, at - 90 : at + 90])
        assert np.abs(near.argmax(1) - 90).max() <= 1


def test_music_begins_at_its_sample(tmp_path: Path) -> None:
    sound = make(Soundtrack(RATE, write(tmp_path / "m.wav", click(300, 96_000))), tmp_path)
    assert abs(int(np.abs(sound[0]).argmax()) - 300) <= 1


@pytest.mark.slow
def test_two_hundred_narrations_are_all_in_their_places(tmp_path: Path) -> None:
    starts = [4801 * number + number % 7 for number in range(200)]
    each = tuple(
        Voice(write(tmp_path / f"{number}.wav", click(240, 2400)), start, 2400) for number, start in enumerate(starts)
    )
    sound = make(
        Soundtrack(20 * RATE + 10_000, write(tmp_path / "m.wav", tone(1, level=0.01)), narration=each), tmp_path
    )
    found = [int(np.abs(sound[0, start : start + 2400]).argmax()) for start in starts]
    assert np.abs(np.array(found) - 240).max() <= 1
    heights = np.array([np.abs(sound[0, start + 200 : start + 280]).max() for start in starts])
    assert heights.min() > 0.5 * np.median(heights)


def test_a_voice_is_cut_off_softly(tmp_path: Path) -> None:
    long = write(tmp_path / "a.wav", tone(3))
    sound = make(Soundtrack(2 * RATE, narration=(Voice(long, 0, RATE),)), tmp_path)
    level = np.abs(sound[0]).max()
    assert np.abs(sound[0, RATE - 2000 : RATE - 480]).max() > 0.9 * level
    assert np.abs(sound[0, RATE + 1024 :]).max() < 1e-3 * level
    steps = np.abs(np.diff(sound[0]))
    assert steps[RATE - 2000 : RATE + 2000].max() < 1.2 * steps[10_000:20_000].max(), "no click"


def envelope(sound: Wave, pitch: float) -> Wave:
    """Level of a tone in dB, one value a hundredth of a second, each seen through 40 ms."""
    turned = sound * np.exp(-2j * np.pi * pitch * np.arange(sound.size) / RATE)
    window = np.hanning(1920)
    return np.asarray(20 * np.log10(np.abs(np.convolve(turned, window / window.sum(), "same")[::480]) + 1e-9))


@pytest.mark.slow
@pytest.mark.parametrize("level", [0.03, 0.1, 0.25])
def test_music_steps_back_for_speech_and_returns(tmp_path: Path, level: float) -> None:
    """By about 10 dB, however loud the speech is; down when it begins, still through its pauses, back in a second."""
    music, spoken = write(tmp_path / "m.wav", tone(2, 3000)), write(tmp_path / "a.wav", speech(4.1, level))
    track = Soundtrack(12 * RATE, music, narration=voices(spoken, [4], 5))
    level_of_music = envelope(make(track, tmp_path)[0], 3000)
    music_alone = float(np.median(level_of_music[100:370]))
    change = level_of_music - music_alone

    def at(seconds: float) -> float:
        return float(np.median(change[round(seconds * 100) - 2 : round(seconds * 100) + 3]))

    assert np.abs(change[100:370]).max() < 0.3
    assert at(3.82) == pytest.approx(0, abs=0.3)
    assert -9.5 < at(4) < -4.5
    assert at(4.2) < -7.5
    under = change[430:810]
    assert -10.6 < np.median(under) < -8.5
    assert under.max() - under.min() < 3, "no pumping between words"
    assert at(8.3) < -6.5
    assert at(9.1) == pytest.approx(0, abs=0.5)
    back = [at(seconds) for seconds in np.arange(8.3, 9.2, 0.1)]
    assert max(after - before for before, after in pairwise(back)) < 3, "smoothly"


def test_effects_do_not_push_the_music_back(tmp_path: Path) -> None:
    music, other = write(tmp_path / "m.wav", tone(2, 3000)), write(tmp_path / "a.wav", speech(1.5, 0.1))
    level = envelope(make(Soundtrack(4 * RATE, music, effects=voices(other, [1], 2)), tmp_path)[0], 3000)
    assert np.abs(level[20:280] - np.median(level[20:280])).max() < 0.5


def pcm(music: Path, folder: Path, length: int = RATE) -> Wave:
    """The music as it goes into the mix."""
    target = folder / "music.w64"
    subprocess.run([FFMPEG, *music_arguments(music, length), f"file:{target}"], check=True)
    return np.asarray(samples(target), np.float64)


def test_mono_music_keeps_its_level(tmp_path: Path) -> None:
    sound = pcm(write(tmp_path / "m.wav", tone(1)), tmp_path)
    assert np.abs(sound[0] - sound[1]).max() == 0
    assert np.abs(sound).max() == pytest.approx(0.25, abs=0.001)


@pytest.mark.parametrize(("channel", "left", "right"), [(0, 1, 0), (1, 0, 1), (2, 0.707, 0.707), (4, 0.707, 0)])
def test_surround_music_is_mixed_down(tmp_path: Path, channel: int, left: float, right: float) -> None:
    rows = np.zeros((6, RATE))
    rows[channel] = tone(1)
    sound = pcm(encode(tmp_path / "m.wav", rows, "pcm_s16le"), tmp_path)
    assert np.abs(sound).max(1) == pytest.approx([0.25 * left, 0.25 * right], abs=0.01)


@pytest.mark.parametrize(
    ("name", "codec", "rate", "channels"),
    [
        ("m.wav", "pcm_s16le", 11025, 1),
        ("m.mp3", "libmp3lame", 11025, 1),
        ("m.m4a", "aac", 44100, 2),
        ("m.mp3", "libmp3lame", 44100, 2),
        ("m.ogg", "libvorbis", 44100, 2),
        ("m.flac", "flac", 96000, 2),
    ],
)
def test_short_music_is_looped_without_a_gap(tmp_path: Path, name: str, codec: str, rate: int, channels: int) -> None:
    music = encode(tmp_path / name, np.tile(tone(1, rate=rate), (channels, 1)), codec, rate)
    sound = make(Soundtrack(4 * RATE, music, options=SoundOptions(fade_out_seconds=0.5)), tmp_path)[0]
    level = np.sqrt((sound[: 4 * RATE].reshape(-1, 240) ** 2).mean(1))[20:690]  # 5 ms each
    assert level.min() > 0.6 * np.median(level)
    spectrum = np.abs(np.fft.rfft(sound[:RATE]))
    assert abs(int(spectrum.argmax()) - 440) <= 2


@pytest.mark.parametrize("seconds", [12, 2])
def test_music_fades_out(tmp_path: Path, seconds: int) -> None:
    sound = make(Soundtrack(seconds * RATE, write(tmp_path / "m.wav", tone(seconds + 1))), tmp_path)[0]
    level = np.sqrt((sound.reshape(-1, 2400) ** 2).mean(1))  # 50 ms each
    fade = round(20 * min(2, seconds / 4))
    assert level[2 : -fade - 1] == pytest.approx(np.full(level.size - fade - 3, level[5]), rel=0.05)
    assert all(after < before for before, after in pairwise(level[-fade:]))
    assert level[-1] < 0.1 * level[5]


def test_files_of_any_name(tmp_path: Path) -> None:
    folder = tmp_path / ODD
    folder.mkdir()
    music, voice = write(folder / f"{ODD}.wav", tone(1)), write(folder / f"file:{ODD} 2", speech(1))
    sound = make(Soundtrack(2 * RATE, music, narration=voices(voice, [0.5], 1), effects=voices(voice, [1], 1)), folder)
    assert np.abs(sound).max() > 0.1


def bad_file(folder: Path, kind: str) -> Path:
    path = folder / f"bad-{kind}"
    if kind == "junk":
        path.write_bytes(np.random.default_rng(1).bytes(5000))
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "header":
        write(path, np.zeros(0))
    elif kind == "picture":
        save(textured(1), folder / "bad.png").rename(path)
    elif kind == "folder":
        path.mkdir()
    return path


@pytest.mark.parametrize("where", ["music", "narration", "effects", "batch"])
@pytest.mark.parametrize("kind", ["missing", "folder", "junk", "empty", "header", "picture"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, kind: str, where: str) -> None:
    good, bad = write(tmp_path / "good.wav", tone(0.5)), bad_file(tmp_path, kind)
    track = Soundtrack(2 * RATE, good, narration=voices(good, [0.1] * (60 if where == "batch" else 2), 1))
    name = "The narration of scene 3"
    if where == "music":
        track, name = replace(track, music=bad, music_name="The music bad.mp3"), "The music bad.mp3"
    elif where == "effects":
        track = replace(track, effects=(*voices(good, [0.1], 1), Voice(bad, RATE, RATE, "", name)))
    else:
        track = replace(track, narration=(*track.narration, Voice(bad, RATE, RATE, "", name)))
    with pytest.raises((SourceMissing, SourceUnreadable)) as caught:
        make(track, tmp_path)
    missing = kind in {"missing", "folder"}
    assert isinstance(caught.value, SourceMissing) == missing
    assert caught.value.message == name + (" is missing." if missing else " can't be read.")
    assert caught.value.hint
    assert not left(tmp_path)
    assert not (tmp_path / "sound.m4a").exists()


def test_what_stood_there_before_stays_when_it_fails(tmp_path: Path) -> None:
    (tmp_path / "sound.m4a").write_bytes(b"before")
    with pytest.raises(MediaError):
        make(Soundtrack(RATE, bad_file(tmp_path, "junk")), tmp_path)
    assert (tmp_path / "sound.m4a").read_bytes() == b"before"


def test_an_ffmpeg_that_does_not_start_is_said(tmp_path: Path) -> None:
    at_work = maker(Soundtrack(RATE), tmp_path, str(tmp_path / "no-ffmpeg"))
    at_work.start()
    with pytest.raises(FfmpegUnusable):
        at_work.finish()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("music", [True, False])
def test_a_full_disk_is_called_so(tmp_path: Path, music: bool) -> None:
    (tmp_path / ".part").symlink_to("/dev/full")  # a link, as what could not be completed is removed
    at_work = maker(Soundtrack(2 * RATE, write(tmp_path / "m.wav", song(1)) if music else None), tmp_path)
    at_work.start()
    with pytest.raises(DiskFull):
        at_work.finish()
    assert not (tmp_path / ".part").is_symlink()
    assert not left(tmp_path)


def long_track(folder: Path) -> Soundtrack:
    """It takes seconds to make."""
    music, voice = write(folder / "m.wav", song(20)), write(folder / "a.wav", speech(2))
    return Soundtrack(900 * RATE, music, narration=voices(voice, range(0, 900, 9), 3))


@pytest.mark.slow
def test_the_caller_goes_on_meanwhile_and_may_end_it_at_any_moment(tmp_path: Path) -> None:
    track = long_track(tmp_path)
    for wait in (0, 0.01, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6):
        at_work = maker(track, tmp_path)
        assert not at_work.ended
        at_work.start()
        time.sleep(wait)
        assert not at_work.ended
        at_work.abort()
        with pytest.raises(Canceled):
            at_work.finish()
        at_work.abort()
        assert not left(tmp_path)
        assert not (tmp_path / "sound.m4a").exists()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a signal that interrupts waiting")
def test_a_signal_while_it_is_waited_for_ends_it(tmp_path: Path) -> None:
    class Told(BaseException):
        pass

    def tell(*_: object) -> None:
        raise Told

    at_work = maker(long_track(tmp_path), tmp_path)
    before = signal.signal(signal.SIGALRM, tell)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.7)
        at_work.start()
        with pytest.raises(Told):
            at_work.finish()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        at_work.abort()
    assert not left(tmp_path)
    assert sorted(os.listdir(tmp_path)) == ["a.wav", "m.wav", "scratch"]  # noqa: PTH208


def test_it_may_be_ended_before_it_begins_and_after_it_is_done(tmp_path: Path) -> None:
    early = maker(Soundtrack(RATE), tmp_path)
    early.abort()
    early.start()
    with pytest.raises(Canceled):
        early.finish()
    assert not (tmp_path / "sound.m4a").exists()
    done = maker(Soundtrack(RATE), tmp_path)
    done.start()
    done.finish()
    assert done.ended
    done.abort()
    assert (tmp_path / "sound.m4a").exists()
