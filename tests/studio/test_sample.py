"""The sample's script."""

from vidstudio.core.script import Outline
from vidstudio.studio.jobs import outline
from vidstudio.studio.sample import sample_script


def the_outline() -> Outline:
    return outline(sample_script())


def test_the_sample_is_a_script_with_a_title_and_lengths() -> None:
    made = the_outline()
    assert made.title
    assert 3 <= len(made.scenes) <= 12
    assert made.duration == sum(scene.duration for scene in made.scenes)
    assert all(scene.description and "sample" not in scene.description.lower() for scene in made.scenes)
