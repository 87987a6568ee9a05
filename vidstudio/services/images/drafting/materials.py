"""Colours of things themselves, before any light falls on them."""

from vidstudio.services.images.drafting.look import RGB

ROCK: RGB = (0.36, 0.38, 0.46)
GRASS: RGB = (0.42, 0.52, 0.24)
WHEAT: RGB = (0.80, 0.64, 0.30)
SAND: RGB = (0.90, 0.62, 0.38)
SNOW: RGB = (0.90, 0.94, 1.0)
LEAF: RGB = (0.20, 0.36, 0.22)
SEA: RGB = (0.10, 0.34, 0.44)
WALL: RGB = (0.36, 0.40, 0.50)
ASPHALT: RGB = (0.26, 0.28, 0.33)
LAMP: RGB = (1.0, 0.80, 0.48)
WOOD: RGB = (0.46, 0.31, 0.20)
BULB: RGB = (1.0, 0.76, 0.44)
