"""Real films from real plans: length, colors, what they show, sound, and what is rendered again."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from tests.frames.sample_films import (
    SMALL,
    Image,
    decoded,
    likeness,
    make_job,
    make_scene,
    plan_for,
    rendered,
    run,
    sample_job,
    samples,
    save,
    textured,
)
from vidstudio.core.frames_spec import FramesSpec
from vidstudio.core.job import AspectRatio, Job
from vidstudio.core.render_options import REORDERED
from vidstudio.core.scene import Motion, Transition
from vidstudio.core.storyboard import Storyboard
from vidstudio.frames.h264 import new_encoder
from vidstudio.frames.piece import read_coded

pytestmark = pytest.mark.slow

SECONDS = [1.0, 0.5, 0.52, 1.33]


def with_music(job: Job) -> Job:
    return replace(job, music="music", music_digest="music")


def tone(path: Path, seconds: float, rate: int = 44100) -> Path:
    """A steady sine of amplitude 0.25; ffmpeg plays what is mono 3 dB quieter on two sides."""
    time = np.arange(round(seconds * rate)) / rate
    wave = (8192 * np.sin(2 * np.pi * 440 * time)).astype(np.int16)
    with av.open(str(path), "w", format="wav") as container:
        stream = container.add_stream("pcm_s16le", rate=rate, layout="mono")
        frame = av.AudioFrame.from_ndarray(wave[None, :], format="s16", layout="mono")
        frame.sample_rate = rate
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_a_film_is_what_players_and_editors_expect(tmp_path: Path) -> None:
    film = rendered(sample_job(tmp_path, SECONDS), tmp_path)
    frames = round(sum(SECONDS) * 24)
    with av.open(str(film)) as container:
        video, sound = container.streams.video[0], container.streams.audio[0]
        codec = video.codec_context
        assert (codec.name, codec.profile, codec.pix_fmt, codec.width, codec.height) == (
            *("h264", "High", "yuv420p"),
            *(320, 180),
        )
        # AVColorRange 1 is limited; 1 is BT.709 in the lists of matrices, primaries and transfer functions
        assert (codec.color_range, codec.colorspace, codec.color_primaries, codec.color_trc) == (1, 1, 1, 1)
        assert (sound.codec_context.name, sound.rate, sound.layout.name) == ("aac", 48000, "stereo")
        assert video.average_rate == 24
        assert container.duration == pytest.approx(frames / 24 * 1e6, abs=1000)
        stamps = sorted(packet.pts for packet in container.demux(video) if packet.pts is not None)
        assert stamps == [1000 * number for number in range(frames)]
    head = film.read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")
    assert len(decoded(film)) == frames
    assert samples(film).shape[1] == pytest.approx(frames * 2000, abs=1024)


def test_the_joined_film_has_the_segments_frames_and_no_others(tmp_path: Path) -> None:
    plan = plan_for(sample_job(tmp_path, SECONDS, transitions=[Transition.CUT]), tmp_path)
    spec = FramesSpec.from_json(plan.steps[0].files[0][1])
    assert spec.film is not None
    film = decoded(run(plan))
    apart = [frame for piece in spec.film.pieces for frame in decoded_piece(Path(piece), spec)]
    assert len(film) == len(apart)
    assert all(np.array_equal(a, b) for a, b in zip(film, apart, strict=True))


def decoded_piece(piece: Path, spec: FramesSpec) -> list[Image]:
    """The frames of a kept segment by itself, decoded with the headers of another encoder of the same make."""
    encoder, decoder = new_encoder(spec), av.CodecContext.create("h264", "r")
    encoder.open()
    decoder.extradata = encoder.extradata
    coded = [av.Packet(picture.data) for picture in read_coded(piece)]
    frames = [frame for packet in [*coded, None] for frame in decoder.decode(packet)]
    return [np.asarray(frame.to_ndarray(format="yuv420p"), np.uint8) for frame in frames]


def test_pictures_are_decoded_before_they_are_shown_and_in_step(tmp_path: Path) -> None:
    film = rendered(sample_job(tmp_path, [0.25, 0.3, 1.0, 0.25]), tmp_path)
    with av.open(str(film)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.dts is not None]
    assert all((packet.pts or 0) >= (packet.dts or 0) for packet in packets)
    assert [packet.dts for packet in packets] == [1000 * (row - REORDERED) for row in range(len(packets))]


@pytest.mark.parametrize("ratio", AspectRatio)
def test_each_scene_shows_its_picture_in_its_middle(tmp_path: Path, ratio: AspectRatio) -> None:
    width, height = {"16:9": (320, 180), "9:16": (180, 320), "1:1": (180, 180), "4:5": (180, 224), "21:9": (420, 180)}[
        ratio.value
    ]
    pictures = [textured(seed, 3 * width // 2, 3 * height // 2) for seed in (1, 2, 3)]
    scenes = [
        make_scene(number, save(picture, tmp_path / "images" / f"{number}.png"), motion=motion)
        for number, (picture, motion) in enumerate(
            zip(pictures, [Motion.HOLD, Motion.PUSH_IN, Motion.HOLD], strict=True)
        )
    ]
    film = decoded(rendered(make_job(scenes, ratio), tmp_path))
    assert film[0].shape == (height * 3 // 2, width)
    for row in range(len(pictures)):
        shown = cv2.cvtColor(film[24 * row + 12], cv2.COLOR_YUV2BGR_I420)
        likenesses = [
            likeness(
                np.asarray(cv2.resize(shown, (32, 32))),
                np.asarray(cv2.resize(other, (32, 32), interpolation=cv2.INTER_AREA)),
            )
            for other in pictures
        ]
        assert int(np.argmax(likenesses)) == row
        assert likenesses[row] > 0.93


def test_only_what_changed_is_rendered_again(tmp_path: Path) -> None:
    job = sample_job(tmp_path, [1.0] * 5)
    rendered(job, tmp_path)
    before = {path.name: path.stat().st_ino for path in (tmp_path / "segments").iterdir()}
    assert len(before) == 9 + 1
    other = make_scene(3, save(textured(99), tmp_path / "images" / "other.png"))
    changed = make_job([*job.scenes[:2], other, *job.scenes[3:]])
    plan = plan_for(changed, tmp_path)
    assert len(FramesSpec.from_json(plan.steps[0].files[0][1]).segments) == 3
    run(plan)
    after = {path.name: path.stat().st_ino for path in (tmp_path / "segments").iterdir()}
    assert len(after) == 13
    assert before.items() <= after.items()
    assert len(plan_for(job, tmp_path).steps) == 1, "undo renders nothing"
    shuffled = Storyboard(changed.scenes).move([1], 4)
    moved = FramesSpec.from_json(plan_for(make_job(shuffled.scenes), tmp_path).steps[0].files[0][1])
    assert {len(segment.layers) for segment in moved.segments} == {2}, "new fades only"


def test_a_film_from_kept_segments_is_the_same_film(tmp_path: Path) -> None:
    job = sample_job(tmp_path, SECONDS)
    first = rendered(job, tmp_path).read_bytes()
    assert rendered(job, tmp_path).read_bytes() == first


def test_held_scenes_stand_still(tmp_path: Path) -> None:
    film = decoded(rendered(sample_job(tmp_path, [1.0], [Motion.HOLD]), tmp_path))
    assert max(np.abs(a.astype(int) - b).mean() for a, b in pairwise(film)) < 0.5


def test_paths_with_quotes_spaces_backslashes_and_emoji(tmp_path: Path) -> None:
    folder = tmp_path / 'it\'s "my" \\ film 🎬 пример %d [1]'
    folder.mkdir()
    job = sample_job(folder, [0.5, 0.5])
    scenes = [*job.scenes, make_scene(3, save(textured(3), folder / "images" / "-i 'x': 🐈.png"), 0.5)]
    music = tone(folder / "-it's: music 🎵.wav", 0.3)
    film = rendered(with_music(make_job(scenes)), folder, music)
    assert len(decoded(film)) == 36
    assert not list((folder / "segments").glob("*.part"))


def test_short_music_is_looped_and_fades_out(tmp_path: Path) -> None:
    job = with_music(sample_job(tmp_path, [2.0, 2.0]))
    sound = samples(rendered(job, tmp_path, tone(tmp_path / "music.wav", 0.5)))
    assert np.abs(sound[0] - sound[1]).max() < 0.01
    loudness = np.sqrt((sound[0].reshape(-1, 4800)[:40] ** 2).mean(1))  # tenths of a second
    assert loudness[1:29] == pytest.approx(np.full(28, loudness[10]), rel=0.1)
    assert loudness[10] > 0.1
    assert all(b < a for a, b in pairwise(loudness[30:]))
    assert loudness[-1] < loudness[10] / 10


def test_long_music_is_cut_to_the_film(tmp_path: Path) -> None:
    job = with_music(sample_job(tmp_path, [1.0]))
    sound = samples(rendered(job, tmp_path, tone(tmp_path / "music.wav", 9, rate=48000)))
    assert sound.shape[1] == pytest.approx(48000, abs=1024)
    assert np.abs(sound[:, :24000]).max() > 0.15
    assert np.abs(sound[:, 47500:48000]).max() < 0.02


def test_without_music_there_is_a_silent_track(tmp_path: Path) -> None:
    sound = samples(rendered(sample_job(tmp_path, [1.0]), tmp_path))
    assert sound.shape[1] > 47000
    assert np.abs(sound).max() == 0


def test_other_music_renders_no_frames_again(tmp_path: Path) -> None:
    job = sample_job(tmp_path, [1.0])
    rendered(job, tmp_path)
    plan = plan_for(with_music(job), tmp_path, tone(tmp_path / "music.wav", 2))
    assert FramesSpec.from_json(plan.steps[0].files[0][1]).segments == ()
    assert np.abs(samples(run(plan))).max() > 0.15


def test_many_short_scenes_do_not_drift(tmp_path: Path) -> None:
    settings = replace(SMALL, short_side=36)
    job = sample_job(tmp_path, [0.52] * 25)
    film = rendered(job, tmp_path, settings=settings)
    with av.open(str(film)) as container:
        stamps = sorted(packet.pts for packet in container.demux(video=0) if packet.pts is not None)
    assert stamps == [1000 * number for number in range(round(0.52 * 25 * 24))]


def test_segments_start_with_a_key_frame_and_can_be_sought_within(tmp_path: Path) -> None:
    film = rendered(sample_job(tmp_path, [12.0], [Motion.PAN_LEFT]), tmp_path, settings=replace(SMALL, short_side=36))
    with av.open(str(film)) as container:
        keys = [
            packet.pts // 1000 for packet in container.demux(video=0) if packet.is_keyframe and packet.pts is not None
        ]
    assert keys[0] == 0
    assert max(b - a for a, b in pairwise([*keys, 12 * 24])) <= 5 * 24
