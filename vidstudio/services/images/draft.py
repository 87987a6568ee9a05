"""Draft frames: storyboard pictures drawn on this machine from a scene's words, at once and for nothing."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from vidstudio.core.job import AspectRatio
from vidstudio.services.images.drafting.caption import paint_caption
from vidstudio.services.images.drafting.reading import read_look
from vidstudio.services.images.drafting.scene import paint_scene
from vidstudio.services.images.drafting.stage import set_stage
from vidstudio.services.images.drafting.styles import add_grain, apply_grade, grade_for

SHORT_SIDE = 1080
"""Of a draft, pixels."""

JPEG_QUALITY = 92


@dataclass(frozen=True, slots=True)
class Shot:
    """What is drawn.

    Attributes:
        description: the scene's text.
        image_prompt: read for place, light and framing too, but with less weight.
        style: the job's style ("noir", "watercolor", ...); an unknown one is drawn as cinematic.
        seed: the same shot and seed give the same bytes, another seed another composition.
        lettered: whether the description and a mark stand on the picture.
    """

    description: str
    image_prompt: str
    style: str
    aspect_ratio: AspectRatio
    seed: int
    lettered: bool = True


def draw_draft(shot: Shot) -> bytes:
    """Draw a shot; a JPEG file. Takes any text; safe to call from several threads."""
    width, height = shot.aspect_ratio.size(SHORT_SIDE)
    look = read_look(shot.description, shot.image_prompt)
    stage = set_stage(look, width, height, shot.seed)
    paint_scene(stage)
    grade = grade_for(shot.style)
    pixels = apply_grade(stage.canvas.pixels, grade)
    if shot.lettered:
        pixels = paint_caption(pixels, shot.description)
    pixels = add_grain(pixels, grade.grain, stage.rng)
    eight_bits = np.asarray(np.clip(pixels * 255 + 0.5, 0, 255), np.uint8)
    out = io.BytesIO()
    Image.fromarray(eight_bits).save(out, "JPEG", quality=JPEG_QUALITY, subsampling="4:4:4")
    return out.getvalue()
