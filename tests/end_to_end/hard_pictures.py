"""Pictures that are hard to encode, so that even a short film takes a while."""

from pathlib import Path

import cv2
import numpy as np


def hard_pictures(folder: Path, count: int = 3) -> Path:
    """A folder with that many pictures of coarse noise."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        grain = np.random.default_rng(number).integers(0, 256, (270, 480, 3), np.uint8)
        cv2.imwrite(str(folder / f"{number}.png"), grain)
    return folder
