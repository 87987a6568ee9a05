"""A quiet bed of music, made here: for the sample, and for a film without a file of its own.

Four chords of slow sine pads over a breath of filtered noise. It asks for nothing and leaves room for a voice.
"""

import io
import wave

import numpy as np

SAMPLE_RATE = 48_000
_BAR_SECONDS = 6.0
_CHORDS = ((57, 60, 64, 71), (53, 57, 60, 67), (48, 55, 64, 67), (55, 59, 62, 69))
"""A minor add 9, F add 9, C, G add 9, as MIDI notes: each shares two with its neighbours."""

_PARTIALS = ((1.0, 1.0), (2.0, 0.32), (3.0, 0.10), (0.5, 0.35))
"""Multiples of a note and their strength: a soft organ with its octave below."""

_PEAK = 0.35
"""Of full scale: about -9 dB, so that nothing clips when more is mixed in."""

Samples = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def bed(seconds: float) -> bytes:
    """A stereo WAV file of that length, the same every time."""
    bars = int(np.ceil(seconds / _BAR_SECONDS)) + 1
    mix = np.zeros((2, int((bars + 1) * _BAR_SECONDS * SAMPLE_RATE)))
    for bar in range(bars):
        start = int(bar * _BAR_SECONDS * SAMPLE_RATE)
        chord = _chord(_CHORDS[bar % len(_CHORDS)])
        mix[:, start : start + chord.shape[1]] += chord[:, : mix.shape[1] - start]
    mix = mix[:, : round(seconds * SAMPLE_RATE)]
    mix += 0.05 * np.abs(mix).max() * _breath(mix.shape[1])
    ramp = np.clip(np.arange(mix.shape[1]) / SAMPLE_RATE / 1.5, 0, 1)
    return _as_wav(mix * ramp * (_PEAK / np.abs(mix).max()))


def _chord(notes: tuple[int, ...]) -> Samples:
    """One chord that swells and dies over two bars, its notes spread from left to right."""
    seconds = 2 * _BAR_SECONDS
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    swell = np.sin(np.pi * np.clip(time / seconds, 0, 1)) ** 1.5
    sides = np.zeros((2, time.size))
    for place, note in enumerate(notes):
        pitch = 440.0 * 2 ** ((note - 69) / 12)
        drift = 1.5 * np.sin(2 * np.pi * (0.11 + 0.03 * place) * time)
        voice = sum(gain * np.sin(2 * np.pi * pitch * factor * time + drift) for factor, gain in _PARTIALS)
        right = 0.25 + 0.5 * place / max(1, len(notes) - 1)
        sides += np.sqrt(np.array([[1 - right], [right]])) * voice * swell
    return sides


def _breath(count: int) -> Samples:
    """Noise like distant surf, different on each side."""
    noise = np.random.default_rng(7).standard_normal((2, count))
    spectrum = np.fft.rfft(noise, axis=1)
    pitch = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    soft = np.fft.irfft(spectrum / (1 + (pitch / 400.0) ** 2), count, axis=1)
    waves = 0.6 + 0.4 * np.sin(2 * np.pi * np.arange(count) / SAMPLE_RATE / 7.5)
    shaped: Samples = soft / np.abs(soft).max() * waves
    return shaped


def _as_wav(sides: Samples) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((sides.T * 32767).astype("<i2").tobytes())
    return buffer.getvalue()
