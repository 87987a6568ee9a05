"""A storyboard becomes a plan: what is missing is made, what is there is used again, and the film is joined."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.factories import expected_of
from vidstudio.core.approval import check_ready, document
from vidstudio.core.film import RATES, FilmSettings
from vidstudio.core.frames_spec import FramesSpec
from vidstudio.core.job import AspectRatio, Job, JobStatus
from vidstudio.core.pieces import Names, options_of
from vidstudio.core.plan import Plan, ready
from vidstudio.core.render import RenderSources, RenderTools, film_names, preview_plan, render_plan
from vidstudio.core.scene import Asset, Framing, Motion, Picture, PictureSource, Scene, Transition
from vidstudio.core.sound import music_arguments
from vidstudio.core.storyboard import Storyboard
from vidstudio.errors import InputRefused, NotReady

DAY = datetime(2025, 1, 1, tzinfo=UTC)
FILMS, TARGET = Path("/films"), Path("/films/preview.mp4")


def scene(number: int, seconds: float = 4.0) -> Scene:
    picture = Picture(number, f"{number}.png", f"digest {number}", 1344, 768, PictureSource.OWN)
    return Scene(number, f"Scene {number}", "", seconds, picture=picture)


def job_of(scenes: tuple[Scene, ...]) -> Job:
    job = Job(1, "", "", 10, AspectRatio.WIDE, "", JobStatus.STORYBOARD_READY, DAY, DAY, scenes)
    return replace(job, approved_document=document(scenes))


TWELVE = job_of(tuple(scene(number) for number in range(1, 13)))


def pieces(job: Job, encoder: str = "one") -> Names:
    return film_names(job, encoder)


def names(job: Job, encoder: str = "one", **settings: Any) -> tuple[str, ...]:
    return pieces(replace(job, settings=FilmSettings(**settings)), encoder).segments


def edited(job: Job, row: int, **changes: object) -> Job:
    scenes = [replace(entry, **changes) if at == row else entry for at, entry in enumerate(job.scenes)]  # type: ignore[arg-type]
    return job_of(tuple(scenes))


def sources_in(folder: Path, music: Path | None = None) -> RenderSources:
    return RenderSources(folder / "images", folder / "assets", music, {})


def tools_in(folder: Path) -> RenderTools:
    return RenderTools("ffmpeg", "one", ("python", "-m", "frames"), folder / "segments", folder / "scratch", "t")


def plan_of(job: Job, have: tuple[str, ...] = (), music: Path | None = None, folder: Path = Path("/films")) -> Plan:
    return render_plan(job, sources_in(folder, music), tools_in(folder), folder / "final.mp4", have)


def spec_of(plan: Plan) -> FramesSpec:
    return FramesSpec.from_json(plan.steps[0].files[0][1])


@pytest.mark.parametrize(
    ("ratio", "side", "size"),
    [
        (AspectRatio.WIDE, 1080, (1920, 1080)),
        (AspectRatio.TALL, 1080, (1080, 1920)),
        (AspectRatio.SQUARE, 1080, (1080, 1080)),
        (AspectRatio.WIDE, 240, (426, 240)),
        (AspectRatio.TALL, 181, (180, 322)),
        (AspectRatio.PORTRAIT, 1080, (1080, 1350)),
        (AspectRatio.CINEMA, 1080, (2520, 1080)),
    ],
)
def test_film_sizes_keep_the_shape_and_are_even(ratio: AspectRatio, side: int, size: tuple[int, int]) -> None:
    assert ratio.size(side) == size


def test_nothing_renders_without_scenes_pictures_and_approval() -> None:
    with pytest.raises(NotReady, match="no scenes"):
        check_ready(job_of(()))
    with pytest.raises(NotReady, match="no picture in scene 3"):
        check_ready(edited(TWELVE, 2, picture=None))
    with pytest.raises(NotReady, match="not approved"):
        plan_of(replace(TWELVE, approved_document=""))
    check_ready(TWELVE)


def test_the_same_storyboard_has_the_same_segments() -> None:
    assert names(TWELVE) == names(job_of(tuple(scene(number) for number in range(1, 13))))
    assert len(set(names(TWELVE))) == 23


@pytest.mark.parametrize(
    ("changes", "segments"),
    [
        ({"picture": Picture(99, "99.png", "another", 1344, 768, PictureSource.OWN)}, 3),
        ({"motion": Motion.PAN_UP}, 3),
        ({"strength": 0.5}, 3),
        ({"caption": "Words"}, 3),
        ({"framing": Framing.BARS}, 3),
        ({"transition": Transition.WIPE}, 1),
        ({"transition_seconds": 1.0}, 5),  # two scenes are seen for longer, and so is each in its other transition
        ({"transition": Transition.CUT}, 4),  # two scenes are seen for a shorter time, and so is each in its other fade
        ({"description": "Another text", "image_prompt": "Another prompt"}, 0),
    ],
)
def test_a_changed_scene_changes_what_shows_it_and_nothing_else(changes: dict[str, object], segments: int) -> None:
    before, after = names(TWELVE), names(edited(TWELVE, 5, **changes))
    assert len(set(after) - set(before)) == segments


def test_a_longer_scene_leaves_the_others_as_they_are() -> None:
    assert len(set(names(edited(TWELVE, 5, duration=5.0))) - set(names(TWELVE))) == 3


def test_a_moved_scene_keeps_its_body_and_costs_fades_only() -> None:
    board = Storyboard(TWELVE.scenes).move([4], 9)
    new = set(names(job_of(board.scenes))) - set(names(TWELVE))
    assert len(new) == 3  # the three places where other neighbours meet
    assert set(names(job_of(Storyboard(board.scenes).move([8], 4).scenes))) == set(names(TWELVE))


@pytest.mark.parametrize("settings", [{"short_side": 720}, {"fps": 25}, {"watermark": "Studio"}])
def test_other_settings_make_other_segments(settings: dict[str, Any]) -> None:
    assert not set(names(TWELVE, **settings)) & set(names(TWELVE))


def test_a_draft_has_half_the_size_and_a_quarter_of_the_rate() -> None:
    plan = preview_plan(replace(TWELVE, approved_document=""), sources_in(FILMS), tools_in(FILMS), TARGET, ())
    spec = FramesSpec.from_json(plan.steps[0].files[0][1])
    assert (spec.width, spec.height, spec.fps, spec.frames) == (960, 540, Fraction(6), 48 * 6)
    assert (expected_of(plan).width, expected_of(plan).height, expected_of(plan).duration) == (960, 540, 48)


@pytest.mark.parametrize("fps", RATES)
def test_a_quarter_of_every_rate_has_a_whole_clock(fps: int) -> None:
    options = options_of(FilmSettings(fps=fps), draft=True)
    assert options.fps * 4 == fps
    assert 1000 * options.fps == 250 * fps


def test_an_excerpt_uses_the_films_own_segments_and_cuts_its_sound() -> None:
    whole = plan_of(TWELVE)
    part = preview_plan(TWELVE, sources_in(FILMS), tools_in(FILMS), TARGET, (), rows=range(1, 4), draft=False)
    made = FramesSpec.from_json(part.steps[0].files[0][1])
    assert {Path(piece.output).name for piece in made.segments} == set(names(TWELVE)[2:7])
    assert set(made.segments) <= set(FramesSpec.from_json(whole.steps[0].files[0][1]).segments)
    assert expected_of(part).duration == pytest.approx((84 * 3 + 12 * 2) / 24)
    film = spec_of(part).film
    assert film is not None
    assert film.heard == pytest.approx(((96 + 6) / 24, (96 + 6) / 24 + expected_of(part).duration))
    assert spec_of(whole).film != film


def test_a_range_that_is_all_transition_is_refused() -> None:
    short = job_of((scene(1), scene(2, 0.5), scene(3)))
    with pytest.raises(InputRefused, match="all transition"):
        preview_plan(short, sources_in(FILMS), tools_in(FILMS), TARGET, (), rows=range(1, 2), draft=False)


def test_a_preview_needs_pictures_but_no_approval() -> None:
    with pytest.raises(NotReady, match="no picture in scene 3"):
        preview_plan(edited(TWELVE, 2, picture=None), sources_in(FILMS), tools_in(FILMS), TARGET, ())


def test_another_ffmpeg_and_another_shape_make_other_segments() -> None:
    assert not set(names(TWELVE, encoder="two")) & set(names(TWELVE))
    assert not set(names(replace(TWELVE, aspect_ratio=AspectRatio.TALL))) & set(names(TWELVE))


def test_the_sound_depends_on_what_is_heard_and_the_length() -> None:
    def sound(job: Job) -> str:
        return pieces(job).sound

    played = replace(TWELVE, music="a.mp3", music_digest="a")
    still = replace(edited(TWELVE, 3, motion=Motion.HOLD), music="a.mp3", music_digest="a")
    assert sound(played) == sound(still)
    voice = Asset(1, "voice.wav", "Voice", "v", 2.0)
    loud = replace(edited(TWELVE, 3, narration=voice), music="a.mp3", music_digest="a")
    different = [
        played,
        TWELVE,
        replace(played, music_digest="b"),
        replace(loud, settings=FilmSettings(music_decibels=-6)),
        loud,
        replace(edited(TWELVE, 3, duration=5), music="a.mp3", music_digest="a"),
        edited(TWELVE, 3, narration=voice),
        edited(TWELVE, 4, narration=voice),
        edited(TWELVE, 3, effect=voice),
    ]
    assert len(set(map(sound, different))) == len(different)


def test_a_plan_makes_what_is_missing_and_joins_all() -> None:
    plan = plan_of(TWELVE, have=names(TWELVE)[:20], music=Path("/films/music.mp3"))
    (frames,) = plan.steps
    assert ready(plan.steps, []) == [frames]
    assert frames.argv == ("python", "-m", "frames", "/films/scratch/frames.json")
    assert [path.name for path in frames.outputs[:3]] == list(names(TWELVE)[20:])
    assert {path.name for path in frames.inputs} == {"11.png", "12.png", "music.mp3"}
    assert frames.frames == 84 + 12 + 90
    assert frames.outputs[-1] == plan.output == Path("/films/.final-t.part.mp4")
    film = spec_of(plan).film
    assert film is not None
    assert [Path(piece).name for piece in film.pieces] == list(names(TWELVE))
    assert (film.output, film.heard) == (str(plan.output), None)
    assert (expected_of(plan).width, expected_of(plan).height, expected_of(plan).duration) == (1920, 1080, 48)
    assert plan.output not in plan.leftovers


def test_with_everything_there_a_plan_only_joins() -> None:
    made = pieces(TWELVE)
    plan = plan_of(TWELVE, have=(*made.segments, made.sound))
    (join,) = plan.steps
    assert (join.title, join.inputs, join.outputs) == ("Joining the film", (), (plan.output,))
    assert spec_of(plan).parts == ()


def test_equal_scenes_share_a_file_and_are_made_once() -> None:
    twice = tuple(replace(scene(1), id=number, transition=Transition.CUT) for number in (1, 2))
    plan = plan_of(job_of(twice))
    spec = FramesSpec.from_json(plan.steps[0].files[0][1])
    assert len(spec.segments) == 1
    assert spec.film is not None
    assert len(spec.film.pieces) == 2
    assert len(set(spec.film.pieces)) == 1


def test_temporary_files_are_unlike_any_kept_name_and_are_cleared_away() -> None:
    plan = plan_of(TWELVE)
    spec = FramesSpec.from_json(plan.steps[0].files[0][1])
    assert len(spec.parts) == 24
    assert {Path(part) for part in spec.parts} | {Path("/films/scratch")} == set(plan.leftovers)
    assert all(Path(part).name.startswith(".") for part in spec.parts)


def test_a_specification_survives_being_written_and_read() -> None:
    folder = Path('/films/it\'s "a" \\ folder 🎬\udcff')
    spec = FramesSpec.from_json(plan_of(TWELVE, folder=folder).steps[0].files[0][1])
    assert FramesSpec.from_json(spec.to_json()) == spec
    assert spec.to_json().isascii()
    assert spec.segments[0].layers[0].source == str(folder / "images" / "1.png")


def test_no_argument_can_be_taken_for_an_option_or_an_address() -> None:
    plan = plan_of(TWELVE, music=Path("/films/-music:1.mp3"))
    spec = FramesSpec.from_json(plan.steps[0].files[0][1])
    assert spec.sound is not None
    argv = music_arguments(spec.sound.track.music or Path(), 1)
    inputs = [after for option, after in pairwise(argv) if option == "-i"]
    assert all(path.startswith("file:") for path in inputs)
