"""The sound of a film: music, narration and effects as data, and what ffmpeg is told to make of them.

It is made in runs of ffmpeg, each of which is given the name of its output last (``file:PATH``): the music is decoded,
as only PCM loops without a gap (AAC, Vorbis and Opus begin and end with priming and padding at every turn); many
voices are first laid into fewer; the mix is measured while it is written in 32-bit float; it is brought to the target
and encoded, once; and what a decoder makes of that is measured. ``frames.sound`` runs them.

Positions and lengths are samples of the film at 48 kHz. Files are named in arguments only, never within a filter, and
as ``file:PATH``: no name can be taken for an option, a protocol, a pattern or filter syntax.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from vidstudio.core.media import BLOCKS, SOUND_FORMATS, only
from vidstudio.core.render_options import SAMPLE_RATE
from vidstudio.errors import ProcessFailed

SOUND_VERSION = 1
"""Part of every description: to be raised when the same description sounds different than before."""

AT_ONCE = 24
"""Voices that one run opens: far from macOS's 256 open files, and from the 32,767 characters of a Windows command."""

CUT_FADE = 480
"""Samples, 10 ms: a voice that is cut off fades so long, which is no click any more and not yet a fade to the ear."""

MAX_GAIN_DB = 20.0
"""The most a mix is raised: beyond that it is the noise of a recording that would be heard, not what was recorded."""

MAX_PUSH_DB = 4.0
"""Of that, the most that is added to make up for what the limiter and the encoder took."""

SILENCE_LUFS = -70.0
"""The absolute gate of ITU-R BS.1770-4: below it there is nothing to measure, and ffmpeg reports this number."""

_LOWEST_CEILING = -20.0  # alimiter goes down to -24 dB
_LOUDNESS_TOLERANCE = 0.3  # LU
_ROUNDING = 0.05  # ffmpeg reports tenths of a dB
_PEAK_MARGIN = 0.3  # dB beyond the excess that was measured, as no two encodings go over by the same
_HEADROOM = 0.5  # dB under the limit at which limiting starts: AAC adds 0.3 to music and speech; to noise, up to 3
_OVERSAMPLED = 96000  # peaks between samples are seen to 0.5 dB; the measurement after encoding finds what is left

_LOOK_AHEAD = 0.15  # seconds that ducking begins before the speech, so that its first syllable is in the clear
_HOLD = 0.45  # seconds after speech until the music comes back, longer than most pauses within it
_ATTACK_MS, _RELEASE_MS = 400, 900  # four time constants of the compressor's detector: down in 0.15 s, back in 0.6 s
_SPEECH_GAIN = 30  # dB by which speech is raised before it is clipped: all above about -40 dBFS ducks alike
_RATIO = 20

_QUIET = ("-nostdin", "-hide_banner", "-nostats", "-y", *BLOCKS)
_STEREO = (
    f"aresample={SAMPLE_RATE},aformat=sample_fmts=fltp:channel_layouts=mono|stereo,"
    "pan=stereo|FL=FL+FC|FR=FR+FC,asetpts=N/SR/TB"  # here FC is mono: unlike swresample, this keeps its level
)
_PCM = ("-map_metadata", "-1", "-map_chapters", "-1", "-c:a", "pcm_f32le", "-f", "w64")  # WAV ends at 4 GB, 3 hours
# Without temporal noise shaping the encoder is as close to its source, and peaks of hard sounds go over by less.
_AAC = ("-c:a", "aac", "-b:a", "192k", "-aac_tns", "0", "-ar", str(SAMPLE_RATE), "-ac", "2", "-f", "ipod")
_METER = "ebur128=peak=true:framelog=quiet"


@dataclass(frozen=True, slots=True)
class Voice:
    """A narration or an effect.

    Attributes:
        file: any format, rate and number of channels.
        start: where in the film it begins.
        length: the most it may last, cut there with a short fade.
        digest: of the file's content.
        name: what it is, as a sentence about it begins ("The narration of scene 3").
    """

    file: Path
    start: int
    length: int
    digest: str = ""
    name: str = "A sound"

    def __post_init__(self) -> None:
        if self.start < 0:
            raise ValueError(f"{self.name} begins before the film.")


@dataclass(frozen=True, slots=True)
class SoundOptions:
    """What the sound is like beside its files.

    Attributes:
        music_db: level of the music where it plays with anything else. With the ducking, music as loud as the speech
            lies 22 dB below it; WCAG 2.2, criterion 1.4.7, asks for 20.
        ducking_db: by how much more the music steps back under narration.
        fade_in_seconds, fade_out_seconds: of the music, each at most a quarter of the film.
        target_lufs: integrated loudness; -14 is what YouTube and Spotify play at.
        peak_dbtp: true peak that the decoded AAC stays below, as EBU R 128 has it.
    """

    music_db: float = -12.0
    ducking_db: float = 10.0
    fade_in_seconds: float = 0.0
    fade_out_seconds: float = 2.0
    target_lufs: float = -14.0
    peak_dbtp: float = -1.0


DEFAULTS = SoundOptions()


@dataclass(frozen=True, slots=True)
class Soundtrack:
    """All that is heard in a film; ``samples`` is its length, see ``film_samples``."""

    samples: int
    music: Path | None = None
    music_digest: str = ""
    music_name: str = "The music"
    narration: tuple[Voice, ...] = ()
    effects: tuple[Voice, ...] = ()
    options: SoundOptions = field(default=DEFAULTS)


@dataclass(frozen=True, slots=True)
class Loudness:
    """As ITU-R BS.1770 measures it: ``integrated`` in LUFS, ``peak`` in dBTP; minus infinity for none."""

    integrated: float
    peak: float

    @property
    def silent(self) -> bool:
        """Whether there is nothing to bring to a target."""
        return not self.integrated > SILENCE_LUFS or not math.isfinite(self.peak)


@dataclass(frozen=True, slots=True)
class Master:
    """What is done to a mix: ``gain`` in dB, and the ``ceiling`` in dBTP if peaks reach beyond it."""

    gain: float
    ceiling: float


def film_samples(frames: int, fps: int | Fraction) -> int:
    """Length of the sound of so many frames."""
    return round(frames * SAMPLE_RATE / fps)


def is_silent(track: Soundtrack) -> bool:
    """Whether nothing is heard at all, so that ``silence_arguments`` is all it takes."""
    return not (track.music or heard(track.narration, track.samples) or heard(track.effects, track.samples))


def heard(voices: Iterable[Voice], samples: int) -> tuple[Voice, ...]:
    """Those that are heard in a film of that length, none longer than the film, in the order they begin."""
    inside = (replace(voice, length=min(voice.length, samples - voice.start)) for voice in voices)
    order = sorted((voice for voice in inside if voice.length > 0), key=lambda each: (each.start, each.digest))
    return tuple(order)


def description(track: Soundtrack) -> dict[str, object]:
    """All that makes the sound, without paths, ready for JSON: what sounds equal gives an equal description."""
    narration, effects = heard(track.narration, track.samples), heard(track.effects, track.samples)
    options = asdict(track.options)
    if not track.music:
        del options["fade_in_seconds"], options["fade_out_seconds"]
    if not (track.music and (narration or effects)):
        del options["music_db"]
    if not (track.music and narration):
        del options["ducking_db"]
    return {
        "version": SOUND_VERSION,
        "samples": track.samples,
        "music": track.music_digest if track.music else None,
        "narration": [(voice.digest, voice.start, voice.length) for voice in narration],
        "effects": [(voice.digest, voice.start, voice.length) for voice in effects],
        "options": {} if is_silent(track) else options,
    }


def silence_arguments(samples: int) -> tuple[str, ...]:
    """The finished sound of a film without any."""
    source = f"anullsrc=r={SAMPLE_RATE}:cl=stereo,atrim=end_sample={samples}"
    return (*_QUIET, "-v", "error", "-f", "lavfi", "-i", source, *_AAC)


def music_arguments(music: Path, samples: int) -> tuple[str, ...]:
    """The music, or as much of it as the film needs, as stereo PCM; a file without sound must not be looped."""
    chain = f"[0:a:0]{_STEREO},atrim=end_sample={samples}[out]"
    return (*_QUIET, "-v", "error", *_input(music), "-filter_complex", chain, "-map", "[out]", *_PCM)


def batches(voices: Sequence[Voice]) -> list[tuple[Voice, ...]]:
    """Voices in the order they begin, cut into runs that can be opened at once; one batch or none needs no run."""
    return [tuple(voices[at : at + AT_ONCE]) for at in range(0, len(voices), AT_ONCE)]


def laid_together(batch: Sequence[Voice], file: Path) -> Voice:
    """What ``batch_arguments`` makes, as a voice; longer by the fade of a cut, which so falls into silence."""
    start = min(voice.start for voice in batch)
    return Voice(file, start, max(voice.start + voice.length for voice in batch) - start + CUT_FADE)


def batch_arguments(batch: Sequence[Voice]) -> tuple[str, ...]:
    """Many voices as one file of PCM, which begins with the first of them; each voice is the input of its place."""
    whole = laid_together(batch, Path())
    moved = [replace(voice, start=voice.start - whole.start) for voice in batch]
    chains = _bus(moved, 0, whole.length, "out")
    inputs = [part for voice in batch for part in _input(voice.file)]
    return (*_QUIET, "-v", "verbose", *inputs, "-filter_complex", ";".join(chains), "-map", "[out]", *_PCM)


def mix_arguments(track: Soundtrack) -> tuple[str, ...]:
    """The whole film as PCM of exactly its length; ``parse_loudness`` reads what it says on stderr.

    The track is not silent, its music is PCM (see ``music_arguments``), and ``heard`` went over its voices. Inputs are
    the music if there is any, then narration, then effects.
    """
    voices = [part for voice in (*track.narration, *track.effects) for part in _input(voice.file)]
    music = _input(track.music, "-stream_loop", "-1") if track.music else ()
    graph = ";".join(_mix(track))
    return (*_QUIET, "-v", "verbose", *music, *voices, "-filter_complex", graph, "-map", "[out]", *_PCM)


def mastering(measured: Loudness, options: SoundOptions = DEFAULTS) -> Master:
    """What brings a mix to the target; nothing at all for silence, and never more than ``MAX_GAIN_DB``."""
    gain = 0.0 if measured.silent else min(options.target_lufs - measured.integrated, MAX_GAIN_DB)
    return Master(gain, options.peak_dbtp - _HEADROOM)


def master_arguments(mix: Path, measured: Loudness, master: Master, samples: int) -> tuple[str, ...]:
    """The finished sound from a mix of that loudness; the limiter is there only where peaks reach its ceiling."""
    filters = [f"volume={master.gain:.2f}dB"] if master.gain else []
    if measured.peak + master.gain > master.ceiling:
        limiter = f"alimiter=limit={master.ceiling:.2f}dB:attack=2:release=20:level=0:latency=1"
        filters += [f"aresample={_OVERSAMPLED}", limiter, f"aresample={SAMPLE_RATE}"]
    filters += [f"apad=whole_len={samples}", f"atrim=end_sample={samples}"]
    return (*_QUIET, "-v", "error", *_input(mix), "-af", ",".join(filters), *_AAC)


def check_arguments(file: Path) -> tuple[str, ...]:
    """Decodes and measures a file, for ``parse_loudness``; there is no output but ``-``."""
    return (*_QUIET, "-v", "info", *_input(file), "-map", "0:a:0", "-af", _METER, "-f", "null")


def corrected(master: Master, measured: Loudness, result: Loudness, options: SoundOptions = DEFAULTS) -> Master | None:
    """How to do better, from what was measured in the mix and in the result; none if the result is as it should be."""
    first = mastering(measured, options)
    gain, ceiling = master.gain, master.ceiling
    missing = 0.0 if measured.silent else options.target_lufs - result.integrated
    if abs(missing) > _LOUDNESS_TOLERANCE:
        gain = min(gain + missing, first.gain + MAX_PUSH_DB, MAX_GAIN_DB)
    excess = _excess(result, options)
    if excess > 0 or missing > _LOUDNESS_TOLERANCE:
        reached = min(ceiling, measured.peak + master.gain)
        ceiling = min(max(reached - excess - _PEAK_MARGIN, _LOWEST_CEILING), first.ceiling)
    better = Master(gain, ceiling)
    worth_it = excess > 0 or abs(gain - master.gain) > _ROUNDING or ceiling - master.ceiling > _PEAK_MARGIN
    return better if worth_it else None


def lowered(master: Master, result: Loudness, options: SoundOptions = DEFAULTS) -> Master | None:
    """The last resort for peaks that won't stay under the limit: the same sound, quieter; none if they do."""
    less = _excess(result, options) + _PEAK_MARGIN
    return Master(master.gain - less, master.ceiling - less) if less > _PEAK_MARGIN else None


def _excess(result: Loudness, options: SoundOptions) -> float:
    return result.peak + _ROUNDING - options.peak_dbtp


def parse_loudness(stderr: str) -> Loudness:
    """What ffmpeg's ebur128 filter summed up, among all else that it said. Raises ``ProcessFailed``."""
    summary = stderr.rpartition("Summary:")[2]
    integrated, peak = (re.search(pattern, summary) for pattern in (r"\bI:\s*(\S+) LUFS", r"\bPeak:\s*(\S+) dBFS"))
    if not integrated or not peak:
        raise ProcessFailed("ffmpeg did not say how loud the sound is.")
    return Loudness(_decibels(integrated[1]), _decibels(peak[1]))


def _decibels(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return -math.inf
    return -math.inf if math.isnan(value) else value


def _input(file: Path, *options: str) -> tuple[str, ...]:
    """A sound somebody chose, or one that a run before has left; what limits it is told for each input anew."""
    return *only(SOUND_FORMATS), *options, "-i", f"file:{file}"


def _mix(track: Soundtrack) -> Iterator[str]:
    """The chains of a filter graph from the inputs to the output ``out``."""
    parts = []
    at = 1 if track.music else 0
    ducked = bool(track.music and track.narration and track.options.ducking_db > 0)
    if track.narration:
        yield from _bus(track.narration, at, track.samples, "speech" if ducked else "narration")
        parts.append("narration")
    if track.effects:
        yield from _bus(track.effects, at + len(track.narration), track.samples, "effects")
        parts.append("effects")
    if track.music:
        yield f"[0:a:0]{_music(track, alone=not parts)}[{'bed' if ducked else 'music'}]"
        parts.append("music")
    if ducked:
        yield from _ducking(track)
    yield f"{_summed(parts)}apad=whole_len={track.samples},atrim=end_sample={track.samples},{_METER}[out]"


def _music(track: Soundtrack, *, alone: bool) -> str:
    options, samples = track.options, track.samples
    fade_in, fade_out = (
        min(round(seconds * SAMPLE_RATE), samples // 4)
        for seconds in (options.fade_in_seconds, options.fade_out_seconds)
    )
    filters = ["asetpts=N/SR/TB", f"atrim=end_sample={samples}"]
    if not alone:  # alone it is brought to the target whatever its level is, and that is not to cost any of the gain
        filters.append(f"volume={options.music_db:g}dB")
    if fade_in:
        filters.append(f"afade=t=in:ss=0:ns={fade_in}")
    if fade_out:
        filters.append(f"afade=t=out:ss={samples - fade_out}:ns={fade_out}")
    return ",".join(filters)


def _ducking(track: Soundtrack) -> Iterator[str]:
    """The music under the narration.

    What the compressor listens to is the narration a little early, raised and clipped, so that loud and soft speech
    duck alike, and with echoes as loud as itself, which hold the music down through the pauses between words.
    """
    ahead = round(_LOOK_AHEAD * SAMPLE_RATE)
    echoes = [150 * step for step in range(1, round((_LOOK_AHEAD + _HOLD) / 0.15) + 1)]  # ms; speech fills 150 ms
    clip = "asoftclip=type=hard"
    echo = f"aecho=in_gain=1:out_gain=1:delays={'|'.join(map(str, echoes))}:decays={'|'.join('1' for _ in echoes)}"
    threshold = 10 ** (-track.options.ducking_db / (1 - 1 / _RATIO) / 20)
    yield "[speech]asplit[narration][heard]"
    yield (
        f"[heard]pan=mono|FC=0.5*FL+0.5*FR,apad=whole_len={track.samples + ahead},atrim=start_sample={ahead},"
        f"asetpts=N/SR/TB,highpass=f=100,volume={_SPEECH_GAIN}dB,{clip},{echo},{clip}[key]"
    )
    yield (
        f"[bed][key]sidechaincompress=threshold={threshold:.6f}:ratio={_RATIO}:attack={_ATTACK_MS}:"
        f"release={_RELEASE_MS}:knee=1:detection=rms[music]"
    )


def _bus(voices: Sequence[Voice], first_input: int, samples: int, label: str) -> Iterator[str]:
    """Voices at their places, summed, as one stream of that length.

    Those that don't overlap follow each other in one lane: summing takes as long as there are lanes, not voices.
    """
    lanes = _lanes(voices)
    names = [f"{label}{number}" for number in range(len(lanes))]
    for name, lane in zip(names, lanes, strict=True):
        ends = [*(voices[row].start for row in lane[1:]), samples]
        for row, end in zip(lane, ends, strict=True):
            yield f"[{first_input + row}:a:0]{_cut(voices[row], end)}[{label}_{row}]"
        inputs = "".join(f"[{label}_{row}]" for row in lane)
        yield f"{inputs}concat=n={len(lane)}:v=0:a=1,adelay=delays={voices[lane[0]].start}S:all=1[{name}]"
    yield f"{_summed(names)}apad=whole_len={samples},asetpts=N/SR/TB[{label}]"


def _lanes(voices: Sequence[Voice]) -> list[list[int]]:
    """Rows of voices, in as few lanes as it takes; they come in the order they begin."""
    lanes: list[list[int]] = []
    for row, voice in enumerate(voices):
        for lane in lanes:
            last = voices[lane[-1]]
            if last.start + last.length <= voice.start:
                lane.append(row)
                break
        else:
            lanes.append([row])
    return lanes


def _cut(voice: Voice, end: int) -> str:
    """A voice no longer than it may be, with silence up to where the next one begins."""
    fade = min(CUT_FADE, voice.length)
    return (
        f"{_STEREO},atrim=end_sample={voice.length},afade=t=out:ss={voice.length - fade}:ns={fade},"
        f"apad=whole_len={end - voice.start}"
    )


def _summed(names: Sequence[str]) -> str:
    """The beginning of a chain that adds streams up as they are."""
    inputs = "".join(f"[{name}]" for name in names)
    return inputs if len(names) == 1 else f"{inputs}amix=inputs={len(names)}:normalize=0,"
