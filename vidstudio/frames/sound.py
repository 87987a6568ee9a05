"""The sound of a film, made beside its frames: a few runs of ffmpeg one after another, then the file or none at all."""

import errno
import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from vidstudio.core import sound
from vidstudio.core.sound import Loudness, Soundtrack, Voice
from vidstudio.errors import Canceled, DiskFull, FfmpegUnusable, ProcessFailed, SourceMissing, SourceUnreadable
from vidstudio.frames.seal import seal

_ATTEMPTS = 6  # of bringing a mix to its target; most take one, squashed or clipped ones two or three
_W64_HEAD = 144  # bytes of a W64 without any sound
_LEAST_MUSIC = 100  # samples, 2 ms: what is shorter is no music, and would take for ever to be looped
_DISK_FULL = os.strerror(errno.ENOSPC)
_DISK_FULL_EXIT = 228  # 256 - ENOSPC, as ffmpeg ends with the negative error number
_DECODED = re.compile(r"Input stream #(\d+):\d+ \(audio\): .*?(\d+) frames decoded")
_HINT = "Choose or make it again."


class SoundMaker:
    """Makes the sound in a thread of its own: ``start``, look at ``ended``, then ``finish``; ``abort`` at any time.

    The thread lets the caller draw frames meanwhile, and a signal that unwinds the caller never hits it between
    starting a process and keeping it. Nothing happens before ``start``, so that whoever cleans up can know it first.
    """

    def __init__(self, ffmpeg: str, track: Soundtrack, part: Path, output: Path, scratch: Path) -> None:
        """Prepare.

        Args:
            ffmpeg: the program.
            track: what to make.
            part: the temporary name of the output.
            output: the right one, given when all is complete.
            scratch: a folder for PCM, 0.4 MB a second of the film and again for the music; made if it is not there,
                emptied of what was put there.
        """
        self._ffmpeg, self._track, self._part, self._output, self._scratch = ffmpeg, track, part, output, scratch
        self._thread = threading.Thread(target=self._work, name="sound")
        self._lock = threading.Lock()  # between starting a process and ending it
        self._process: subprocess.Popen[bytes] | None = None
        self._aborted = False
        self._done = threading.Event()  # Thread.join, interrupted by a signal, takes a running thread for ended (3.11)
        self._error: BaseException | None = None

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    @property
    def ended(self) -> bool:
        """Whether it has come to its end, well or not."""
        return self._done.is_set()

    def finish(self) -> None:
        """Wait for its end. The file is in its place then, and nothing else is left.

        Raises:
            SourceMissing, SourceUnreadable: a file of the track, by its name.
            DiskFull: there is no room for the sound or for the PCM.
            FfmpegUnusable, ProcessFailed: ffmpeg did not start, or gave up.
        """
        self._done.wait()
        self._thread.join()
        if self._error:
            raise self._error

    def abort(self) -> None:
        """End it now, whatever it is doing, and leave no process and no file but one that is complete."""
        with self._lock:
            self._aborted = True
            if self._process:
                self._process.kill()
        if self._thread.ident is not None:  # one that is about to start will see that it was aborted
            self._done.wait()
            self._thread.join()

    def _work(self) -> None:
        try:
            self._make()
        except BaseException as exc:  # noqa: BLE001 - the caller's thread raises it
            full = isinstance(exc, OSError) and exc.errno == errno.ENOSPC
            self._error = self._no_room(self._scratch) if full else exc
        finally:
            try:
                self._part.unlink(missing_ok=True)
            finally:
                self._done.set()

    def _make(self) -> None:
        if sound.is_silent(self._track):
            self._run(sound.silence_arguments(self._track.samples), self._part)
        else:
            self._scratch.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix="sound-", dir=self._scratch) as folder:
                self._master(*self._mixed(Path(folder)))
        seal(self._part)
        with self._lock:
            if self._aborted:
                raise Canceled
            self._part.replace(self._output)

    def _mixed(self, folder: Path) -> tuple[Path, Loudness]:
        """The mix and how loud it is."""
        track, mix = self._track, folder / "mix.w64"
        narration, effects = (sound.heard(voices, track.samples) for voices in (track.narration, track.effects))
        _look_for([*_music_source(track), *_sources((*narration, *effects))])
        ready = replace(
            track,
            music=self._music(folder / "music.w64"),
            narration=self._fewer(narration, folder / "narration"),
            effects=self._fewer(effects, folder / "effects"),
        )
        sources = [*_music_source(ready), *_sources((*ready.narration, *ready.effects))]
        return mix, sound.parse_loudness(self._run(sound.mix_arguments(ready), mix, sources))

    def _music(self, pcm: Path) -> Path | None:
        track = self._track
        if not track.music:
            return None
        self._run(sound.music_arguments(track.music, track.samples), pcm, _music_source(track))
        if pcm.stat().st_size < _W64_HEAD + 8 * min(_LEAST_MUSIC, track.samples):  # 8 bytes are a sample of both sides
            raise _unreadable(track.music_name)
        return pcm

    def _fewer(self, voices: tuple[Voice, ...], folder: Path) -> tuple[Voice, ...]:
        """No more voices than can be opened at once, laid together where there are."""
        batches = sound.batches(voices)
        if len(batches) < 2:
            return voices
        folder.mkdir()
        together = [sound.laid_together(batch, folder / f"{row}.w64") for row, batch in enumerate(batches)]
        for batch, voice in zip(batches, together, strict=True):
            self._run(sound.batch_arguments(batch), voice.file, _sources(batch))
        return sound.heard(together, self._track.samples)

    def _master(self, mix: Path, measured: Loudness) -> None:
        """Encode it, listen to the result, and do it again where the encoder changed level or peaks too much."""
        options = self._track.options
        master = sound.mastering(measured, options)
        for attempt in range(1, _ATTEMPTS + 1):
            self._run(sound.master_arguments(mix, measured, master, self._track.samples), self._part)
            result = sound.parse_loudness(self._run(sound.check_arguments(self._part)))
            if attempt < _ATTEMPTS - 1:
                better = sound.corrected(master, measured, result, options)
            else:
                better = sound.lowered(master, result, options)
            if not better:
                break
            master = better

    def _run(
        self, arguments: Sequence[str], output: Path | None = None, sources: Sequence[tuple[str, Path]] = ()
    ) -> str:
        """What ffmpeg said; ``sources`` are names and files of its inputs, in their order. Raises as ``finish``."""
        code, said = self._call([*arguments, f"file:{output}" if output else "-"])
        if code == _DISK_FULL_EXIT or (code and _DISK_FULL in said):
            raise self._no_room(output.parent if output else self._scratch)
        if code:
            _look_for(sources)
            self._look_into(sources)
            lines = [line.strip() for line in said.splitlines() if line.strip()]
            because = next((line for line in lines if "rror" in line), f"exit code {code}")
            raise ProcessFailed(f"ffmpeg could not make the sound: {because}")
        for found in _DECODED.finditer(said):
            if found[2] == "0" and int(found[1]) < len(sources):
                raise _unreadable(sources[int(found[1])][0])
        return said

    @staticmethod
    def _no_room(folder: Path) -> DiskFull:
        return DiskFull(f"{_DISK_FULL}: {folder}.", "Free some space, then render again.")

    def _look_into(self, sources: Sequence[tuple[str, Path]]) -> None:
        """Decode one by one, to know whose fault it was: what ffmpeg says about many inputs names none of them."""
        for name, file in sources:
            code, _ = self._call([*sound.check_arguments(file), "-"])
            if code:
                raise _unreadable(name)

    def _call(self, arguments: Sequence[str]) -> tuple[int, str]:
        """Exit code and stderr; raises ``Canceled`` once it was aborted, and ``FfmpegUnusable``."""
        with tempfile.TemporaryFile() as errors:  # not a pipe, which could fill up
            process = self._started([self._ffmpeg, *arguments], errors)
            code = process.wait()
            with self._lock:
                self._process = None
                if self._aborted:
                    raise Canceled
            errors.seek(0)
            return code, errors.read().decode("utf-8", "replace")

    def _started(self, argv: Sequence[str], errors: IO[bytes]) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._aborted:
                raise Canceled
            try:
                self._process = subprocess.Popen(
                    argv,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
            except OSError as exc:
                raise FfmpegUnusable(f"ffmpeg did not start: {exc}.") from exc
            return self._process


def _music_source(track: Soundtrack) -> list[tuple[str, Path]]:
    return [(track.music_name, track.music)] if track.music else []


def _sources(voices: Sequence[Voice]) -> list[tuple[str, Path]]:
    return [(voice.name, voice.file) for voice in voices]


def _look_for(sources: Sequence[tuple[str, Path]]) -> None:
    for name, file in sources:
        if not file.is_file():
            raise SourceMissing(f"{name} is missing.", _HINT)


def _unreadable(name: str) -> SourceUnreadable:
    return SourceUnreadable(f"{name} can't be read.", _HINT)
