"""Each subject: which drawing, where it belongs, how big it is, what colour it has of itself."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import numpy as np

from vidstudio.services.images.drafting import animals, buildings, busts, people, plants, things, vehicles
from vidstudio.services.images.drafting.look import RGB, Subject
from vidstudio.services.images.drafting.shapes import Figure

Maker = Callable[[np.random.Generator], Figure]


class Place(Enum):
    """Where a kind of subject belongs; painted in this order, far to near."""

    SKY = 0
    FAR = 1
    WATER = 2
    WALL = 3
    GROUND = 4
    TABLE = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """How a subject is drawn.

    Attributes:
        size: height beside a standing person in a wide shot.
        near: height in a close shot, as a share of the unit.
        close: another drawing for close shots.
    """

    make: Maker
    place: Place
    size: float
    near: float
    close: Maker | None = None


def _bust(rng: np.random.Generator) -> Figure:
    return busts.bust(rng, long_hair=False)


def _bust_long(rng: np.random.Generator) -> Figure:
    return busts.bust(rng, long_hair=True)


KINDS: dict[Subject, Kind] = {
    Subject.MAN: Kind(people.man, Place.GROUND, 1.0, 0.62, _bust),
    Subject.WOMAN: Kind(people.woman, Place.GROUND, 0.95, 0.60, _bust_long),
    Subject.CHILD: Kind(people.child, Place.GROUND, 0.66, 0.54, _bust),
    Subject.GIRL: Kind(people.child, Place.GROUND, 0.66, 0.54, _bust_long),
    Subject.COUPLE: Kind(people.couple, Place.GROUND, 1.0, 0.60, _bust_long),
    Subject.CROWD: Kind(people.crowd, Place.GROUND, 0.95, 0.62, _bust),
    Subject.ROBOT: Kind(people.robot, Place.GROUND, 1.0, 0.62, busts.robot_head),
    Subject.ASTRONAUT: Kind(people.astronaut, Place.GROUND, 1.05, 0.62, busts.helmet),
    Subject.UMBRELLA: Kind(people.umbrella, Place.GROUND, 1.0, 0.9),
    Subject.DOG: Kind(animals.dog, Place.GROUND, 0.55, 0.72),
    Subject.CAT: Kind(animals.cat, Place.GROUND, 0.42, 0.66),
    Subject.BIRD: Kind(animals.birds, Place.SKY, 0.8, 0.50, animals.bird_close),
    Subject.HORSE: Kind(animals.horse, Place.GROUND, 1.0, 0.62),
    Subject.DEER: Kind(animals.deer, Place.GROUND, 0.9, 0.72),
    Subject.WHALE: Kind(animals.whale, Place.SKY, 1.3, 0.55),
    Subject.FISH: Kind(animals.fishes, Place.SKY, 1.0, 0.52, animals.fish_close),
    Subject.CAR: Kind(vehicles.car, Place.GROUND, 0.72, 0.40),
    Subject.BOAT: Kind(vehicles.boat, Place.WATER, 1.0, 0.66),
    Subject.SHIP: Kind(vehicles.ship, Place.WATER, 0.9, 0.44),
    Subject.TRAIN: Kind(vehicles.train, Place.GROUND, 0.62, 0.36),
    Subject.BICYCLE: Kind(vehicles.bicycle, Place.GROUND, 0.85, 0.54),
    Subject.PLANE: Kind(vehicles.plane, Place.SKY, 0.85, 0.5),
    Subject.ROCKET: Kind(vehicles.rocket, Place.SKY, 2.0, 0.78),
    Subject.HOUSE: Kind(buildings.hamlet, Place.FAR, 0.95, 0.62, buildings.house),
    Subject.LIGHTHOUSE: Kind(buildings.lighthouse, Place.FAR, 1.9, 0.86),
    Subject.TOWER: Kind(buildings.tower, Place.FAR, 1.9, 0.86),
    Subject.SKYSCRAPER: Kind(buildings.skyscraper, Place.FAR, 2.1, 0.9),
    Subject.BRIDGE: Kind(buildings.bridge, Place.FAR, 1.1, 0.44),
    Subject.CASTLE: Kind(buildings.castle, Place.FAR, 1.5, 0.6),
    Subject.TREE: Kind(plants.oak, Place.GROUND, 1.7, 0.86),
    Subject.FLOWER: Kind(plants.flower, Place.GROUND, 0.62, 0.62),
    Subject.LAMP: Kind(things.street_lamp, Place.GROUND, 1.5, 0.72),
    Subject.TABLE: Kind(things.table, Place.GROUND, 0.62, 0.40),
    Subject.CUP: Kind(things.cup, Place.TABLE, 0.32, 0.36),
    Subject.BOOK: Kind(things.book, Place.TABLE, 0.30, 0.40),
    Subject.COMPUTER: Kind(things.computer, Place.TABLE, 0.50, 0.48),
    Subject.PHONE: Kind(things.phone, Place.TABLE, 0.5, 0.50),
    Subject.DOOR: Kind(things.door, Place.WALL, 1.25, 0.78),
    Subject.WINDOW: Kind(things.window, Place.WALL, 0.9, 0.72),
    Subject.CANDLE: Kind(things.candle, Place.TABLE, 0.42, 0.56),
    Subject.FIRE: Kind(things.fire, Place.GROUND, 0.48, 0.56),
    Subject.BALLOON: Kind(things.balloon, Place.SKY, 1.5, 0.62),
}
"""Subjects that are figures; mountain, moon and sun are part of the setting."""


OWN_COLORS: dict[Subject, RGB] = {
    Subject.TREE: (0.34, 0.46, 0.20),
    Subject.DOG: (0.70, 0.26, 0.16),
    Subject.ROCKET: (0.80, 0.24, 0.18),
    Subject.LIGHTHOUSE: (0.74, 0.18, 0.16),
}


COATS: dict[Subject, RGB] = {
    Subject.HORSE: (0.40, 0.24, 0.15),
    Subject.DEER: (0.48, 0.32, 0.19),
    Subject.DOG: (0.46, 0.32, 0.20),
    Subject.CAT: (0.20, 0.18, 0.20),
    Subject.TREE: (0.24, 0.30, 0.16),
    Subject.FLOWER: (0.20, 0.36, 0.20),
}
