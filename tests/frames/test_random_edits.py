"""After any edits, a film joined from what was kept is, frame for frame, the film that is made from nothing."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.frames.sample_films import decoded, make_job, make_scene, plan_for, samples, save, textured, write_files
from vidstudio.core.film import FilmSettings
from vidstudio.core.frames_spec import FramesSpec
from vidstudio.core.job import AspectRatio
from vidstudio.core.scene import Framing, Motion, Scene, Transition
from vidstudio.core.storyboard import Storyboard
from vidstudio.frames.film import render

EDITS_EACH, EXAMPLES = 10, 20
TINY = FilmSettings(short_side=36)
PICTURES = [(96, 54), (54, 96), (80, 80), (64, 36)]

pytestmark = pytest.mark.slow

Edit = Callable[[Storyboard, int], Storyboard]


def change(**fields: Any) -> Edit:
    def edit(board: Storyboard, row: int) -> Storyboard:
        return board.update(replace(board[row], **fields))

    return edit


def move(by: int) -> Edit:
    return lambda board, row: board.move([row], max(0, min(len(board), row + by)))


def remove(board: Storyboard, row: int) -> Storyboard:
    return board.remove(row) if len(board) > 2 else board


def copy(board: Storyboard, row: int) -> Storyboard:
    fresh = max(scene.id for scene in board) + 1
    return board.insert(row, replace(board[row], id=fresh))


def edits(pictures: list[Scene]) -> st.SearchStrategy[Edit]:
    """What a person does to a scene, undo among it: earlier states come back by themselves."""
    return st.one_of(
        st.sampled_from([move(-2), move(-1), move(2), move(3), remove, copy]),
        st.sampled_from(pictures).map(lambda scene: change(picture=scene.picture)),
        st.sampled_from([0.25, 0.4, 0.52, 1.0]).map(lambda seconds: change(duration=seconds)),
        st.sampled_from(list(Motion)).map(lambda motion: change(motion=motion)),
        st.sampled_from(list(Transition)).map(lambda kind: change(transition=kind)),
        st.sampled_from([0.0, 0.1, 0.3, 0.8]).map(lambda seconds: change(transition_seconds=seconds)),
        st.sampled_from(list(Framing)).map(lambda framing: change(framing=framing)),
        st.sampled_from([0.0, 0.7, 2.0]).map(lambda strength: change(strength=strength)),
        st.sampled_from(["", "Words", "Other\nwords"]).map(lambda caption: change(caption=caption)),
    )


def made(board: Storyboard, folder: Path, kept: Path) -> Path:
    """The film of this storyboard from the pieces in ``kept``, as the frames process makes it."""
    (folder / "segments").unlink(missing_ok=True)
    (folder / "segments").symlink_to(kept, target_is_directory=True)
    plan = plan_for(make_job(board.scenes, AspectRatio.WIDE), folder, settings=TINY)
    write_files(plan)
    render(FramesSpec.from_json(plan.steps[0].files[0][1]), lambda _frames: None)
    return plan.output.replace(plan.target)


def test_edits_and_undo_never_show_in_a_joined_film(tmp_path: Path) -> None:
    images = tmp_path / "images"
    pool = [make_scene(9, save(textured(n, *size), images / f"{n}.png")) for n, size in enumerate(PICTURES)]
    start = Storyboard(tuple(replace(scene, id=n, duration=0.6) for n, scene in enumerate(pool, 1)))
    kept = tmp_path / "kept"
    kept.mkdir()
    count = 0

    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(
        st.lists(st.tuples(edits(pool), st.integers(0, 99), st.booleans()), min_size=EDITS_EACH, max_size=EDITS_EACH)
    )
    def check(steps: list[tuple[Edit, int, bool]]) -> None:
        nonlocal count
        boards = [start]
        for edit, place, undo in steps:
            board = boards[-2] if undo and len(boards) > 1 else edit(boards[-1], place % len(boards[-1]))
            boards.append(board)
            film = made(board, tmp_path, kept)
            count += 1
        joined, sound = decoded(film), samples(film)
        fresh = tmp_path / f"fresh{count}"
        fresh.mkdir()
        scratch = made(boards[-1], tmp_path, fresh)
        anew = decoded(scratch)
        assert len(joined) == len(anew) == round(boards[-1].duration * 24)
        assert all(np.array_equal(a, b) for a, b in zip(joined, anew, strict=True))
        assert np.array_equal(sound, samples(scratch))
        shutil.rmtree(fresh)

    check()
    assert count >= EDITS_EACH * EXAMPLES
