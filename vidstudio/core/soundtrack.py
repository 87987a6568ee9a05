"""What is heard in a job's film: its music, and each scene's narration and effect where the scene begins."""

from fractions import Fraction
from pathlib import Path

from vidstudio.core.job import Job
from vidstudio.core.scene import Asset
from vidstudio.core.sound import SoundOptions, Soundtrack, Voice, film_samples
from vidstudio.core.timeline import boundaries


def soundtrack(job: Job, fps: Fraction, assets: Path, music: Path | None) -> Soundtrack:
    """The sound of the whole film; ``assets`` is the folder of the job's sounds.

    A voice goes on into the next scene, until the next one of its kind begins or the film ends.
    """
    edges = boundaries([scene.duration for scene in job.scenes], fps)
    starts = [film_samples(edge, fps) for edge in edges]
    options = SoundOptions()
    return Soundtrack(
        samples=starts[-1],
        music=music,
        music_digest=job.music_digest,
        narration=_voices([scene.narration for scene in job.scenes], starts, assets, "narration"),
        effects=_voices([scene.effect for scene in job.scenes], starts, assets, "effect"),
        options=SoundOptions(music_db=options.music_db + job.settings.music_decibels),
    )


def _voices(sounds: list[Asset | None], starts: list[int], assets: Path, kind: str) -> tuple[Voice, ...]:
    heard = [(number, starts[number - 1], sound) for number, sound in enumerate(sounds, 1) if sound]
    ends = [*(start for _, start, _ in heard), starts[-1]][1:]
    return tuple(
        Voice(assets / sound.file, start, end - start, sound.digest, f"The {kind} of scene {number}")
        for (number, start, sound), end in zip(heard, ends, strict=True)
    )
