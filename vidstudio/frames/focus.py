"""What matters in a picture: the point a camera move is aimed at where nobody chose one.

Frequency-tuned saliency (Achanta, Hemami, Estrada and Süsstrunk 2009, "Frequency-tuned Salient Region Detection"): what
differs in color from the mean of the picture stands out. It needs no model file and takes a millisecond.
"""

import cv2
import numpy as np

from vidstudio.core.motion import CENTRE, Point
from vidstudio.frames.picture import Pixels

_SIDE = 64
"""Pixels of the scaled picture's sides."""

_CALM = 4.0
"""Distance in CIELAB below which nothing stands out: about what is just seen side by side."""

_SHARE = 0.9
"""Of the picture's area that is passed over: the most salient tenth counts."""


def focus(picture: Pixels) -> Point:
    """Centre of what stands out in a BGR picture, drawn towards the middle where much does."""
    small = cv2.resize(picture, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(np.asarray(small, np.float32) / 255, cv2.COLOR_BGR2LAB)
    soft = np.asarray(cv2.GaussianBlur(lab, (0, 0), 1.0), np.float64)
    distance = np.linalg.norm(soft - soft.mean((0, 1)), axis=2)
    if distance.max() < _CALM:
        return CENTRE
    weight = distance * np.outer(_BOW, _BOW)
    weight = np.where(weight >= np.quantile(weight, _SHARE), weight**2, 0.0)
    places = (np.arange(_SIDE) + 0.5) / _SIDE
    total = weight.sum()
    x, y = float(weight.sum(0) @ places / total), float(weight.sum(1) @ places / total)
    return round(x, 3), round(y, 3)  # so that the last bit of a sum does not move a frame


_BOW = np.sin(np.pi * (np.arange(_SIDE) + 0.5) / _SIDE) ** 0.5
"""Weight by place: edges of pictures are busy, but seldom what they are about."""
