"""Presets kept as files, and exports made by them with the real ffmpeg."""

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from vidstudio.core.control import Control
from vidstudio.core.job import Job
from vidstudio.core.preset import Codec, Preset, ranged
from vidstudio.core.preset_file import write_preset
from vidstudio.errors import InputRefused, NotFound, SourceMissing, StorageRefused
from vidstudio.services.loudness import measure_loudness
from vidstudio.services.probe import probe
from vidstudio.services.probe_animation import probe_animation
from vidstudio.studio.context import Studio
from vidstudio.studio.export import finished_export
from vidstudio.studio.export_now import export_now as export
from vidstudio.studio.presets import (
    all_presets,
    export_preset,
    find_preset,
    import_preset,
    ready_presets,
    remove_preset,
    save_preset,
)

pytestmark = pytest.mark.slow

MINE = Preset("Mine: 3/4", quality=20, width=320, height=180)


def test_the_ready_ones_are_all_right_and_named_once() -> None:
    ready = ready_presets()
    assert len({kept.preset.slug for kept in ready}) == len(ready) >= 12
    assert all(kept.preset.about and not kept.own for kept in ready)


def test_one_of_the_users_own_comes_first_and_replaces_a_ready_one(studio: Studio) -> None:
    save_preset(studio, MINE)
    save_preset(studio, replace(MINE, name="Draft"))
    kept = all_presets(studio)
    assert [each.preset.name for each in kept[:2]] == ["Draft", MINE.name]
    assert [each.preset.slug for each in kept].count("draft") == 1
    assert find_preset(studio, "mine 3 4") == MINE
    remove_preset(studio, "draft")
    assert find_preset(studio, "Draft").watermark
    with pytest.raises(NotFound):
        remove_preset(studio, "draft")


def test_a_preset_is_handed_on_as_a_file(studio: Studio, tmp_path: Path) -> None:
    save_preset(studio, MINE)
    file = export_preset(studio, MINE.slug, tmp_path)
    remove_preset(studio, MINE.slug)
    assert import_preset(studio, file) == MINE
    with pytest.raises(InputRefused, match="already"):
        import_preset(studio, file)
    assert import_preset(studio, file, replace=True) == MINE


def test_what_is_no_preset_is_not_taken(studio: Studio, tmp_path: Path) -> None:
    folder, large, binary, pair = (tmp_path / name for name in ("folder", "large", "binary", "pair"))
    folder.mkdir()
    large.write_bytes(b"#" * 70_000)
    binary.write_bytes(b"\xff\xfe\x00")
    pair.write_text(write_preset(replace(MINE, name="mp4_low")))
    for file, error in ((folder, StorageRefused), (large, InputRefused), (binary, InputRefused), (pair, InputRefused)):
        with pytest.raises(error) as told:
            import_preset(studio, file)
        assert told.value.hint
    with pytest.raises(SourceMissing):
        import_preset(studio, tmp_path / "gone")
    assert not studio.places.presets.exists()


def test_a_damaged_file_is_listed_with_its_reason_and_hides_nothing(studio: Studio) -> None:
    save_preset(studio, MINE)
    (studio.places.presets / "draft.toml").write_text("vidstudio_preset = 1\nname = 3")
    kept = {each.preset.slug: each for each in all_presets(studio) if not each.own or each.error}
    assert "has to be text" in next(each.error for each in all_presets(studio) if each.error)
    assert find_preset(studio, "draft").time_code
    assert kept


def test_a_preset_is_made_anew_once_it_was_changed(studio: Studio, done: Job) -> None:
    file = export(studio, done.id, MINE, Control())
    assert finished_export(studio, done, MINE) == file
    changed = replace(MINE, quality=40)
    assert finished_export(studio, done, changed) is None
    before = file.stat().st_size
    assert export(studio, done.id, changed, Control()).stat().st_size < before


@pytest.mark.parametrize("kept", ready_presets(), ids=lambda kept: kept.preset.slug)
def test_each_ready_preset_makes_what_it_says(studio: Studio, done: Job, kept: object) -> None:
    preset: Preset = kept.preset  # type: ignore[attr-defined]
    file = export(studio, done.id, preset, Control())
    facts = probe_animation(file) if preset.container.silent else probe(file)
    assert (facts.container, facts.video_codec, facts.audio_codec) == (
        preset.container.value,
        preset.codec.value,
        preset.audio_codec,
    )
    assert facts.video_duration == pytest.approx(1.0, abs=0.09)
    assert preset.fps is None or float(facts.fps) == pytest.approx(float(preset.fps), rel=0.05)
    assert preset.codec in {Codec.GIF, Codec.WEBP} or facts.color_space == "bt709"


@pytest.mark.parametrize("name", ["gif", "webp"])
def test_animated_pictures_have_the_colors_of_the_film(studio: Studio, done: Job, name: str) -> None:
    from PIL import Image  # noqa: PLC0415

    file = export(studio, done.id, find_preset(studio, name), Control())
    with Image.open(file) as picture:
        seen = np.asarray(picture.convert("RGB"), np.float32)
    with av.open(str(studio.storage.film(done.id))) as container:
        decoded = next(container.decode(video=0))
        frame = decoded.reformat(seen.shape[1], seen.shape[0], "rgb24", src_colorspace="itu601").to_ndarray()
    assert float(np.abs(seen - frame).mean()) < 9.0


def test_a_part_in_time_is_right_to_the_frame(studio: Studio, done: Job) -> None:
    file = export(studio, done.id, ranged(MINE, "0:00.25-0:00.75"), Control())
    assert file.name == "mine-3-4_0.25-0.75s.mp4"
    facts = probe(file)
    assert facts.frames == 12
    assert facts.video_duration == pytest.approx(0.5, abs=0.001)
    with av.open(str(studio.storage.film(done.id))) as whole, av.open(str(file)) as part:
        wanted = list(whole.decode(video=0))[6].reformat(width=320, height=180, format="gray").to_ndarray()
        first = next(part.decode(video=0)).reformat(format="gray").to_ndarray()
    assert float(np.abs(wanted.astype(float) - first).mean()) < 4.0
    with pytest.raises(InputRefused, match=r"1\.0 s long"):
        export(studio, done.id, ranged(MINE, "0:05-0:09"), Control())


def test_scenes_alone_need_their_storyboard(studio: Studio, done: Job) -> None:
    with pytest.raises(InputRefused, match="no range of scenes"):
        export(studio, done.id, ranged(MINE, "2-9"), Control())


@pytest.mark.parametrize("target", [-14.0, -23.0])
def test_the_sound_is_brought_to_its_loudness(studio: Studio, done: Job, target: float) -> None:
    file = export(studio, done.id, replace(MINE, loudness=target), Control())
    heard = measure_loudness(studio.ffmpeg(), file, 0, Control())
    assert heard is not None
    assert heard.integrated == pytest.approx(target, abs=1.0)
    assert heard.peak <= -0.8


def test_words_over_an_export_are_seen_and_can_not_break_out(studio: Studio, done: Job) -> None:
    plain = export(studio, done.id, MINE, Control())
    evil = "a':x=0,b;[c]\\%{pts}"
    marked = export(studio, done.id, replace(MINE, name="Marked", watermark=evil, time_code=True), Control())
    with av.open(str(plain)) as one, av.open(str(marked)) as other:
        first, second = (next(c.decode(video=0)).reformat(format="gray").to_ndarray().astype(int) for c in (one, other))
    changed = np.abs(first - second) > 24
    assert changed[150:].any()
    assert changed[60:120].any()
    assert changed[:40].mean() < 0.02
