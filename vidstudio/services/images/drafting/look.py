"""What a scene's text says about its picture."""

from dataclasses import dataclass, field
from enum import StrEnum

RGB = tuple[float, float, float]
"""A colour, each channel 0 to 1, in sRGB."""


class Setting(StrEnum):
    """Where the scene plays."""

    SEA = "sea"
    LAKE = "lake"
    RIVER = "river"
    FOREST = "forest"
    MOUNTAINS = "mountains"
    FIELD = "field"
    DESERT = "desert"
    SNOW = "snow"
    CITY = "city"
    STREET = "street"
    ROAD = "road"
    ROOM = "room"
    KITCHEN = "kitchen"
    OFFICE = "office"
    SPACE = "space"
    UNDERWATER = "underwater"
    SKY = "sky"
    ABSTRACT = "abstract"


INDOORS = frozenset({Setting.ROOM, Setting.KITCHEN, Setting.OFFICE})


class Light(StrEnum):
    """Time of day, or the weather that rules the light."""

    DAY = "day"
    DAWN = "dawn"
    GOLDEN = "golden hour"
    DUSK = "dusk"
    NIGHT = "night"
    STORM = "storm"
    RAIN = "rain"
    SNOWFALL = "snowfall"
    FOG = "fog"


WEATHER = frozenset({Light.STORM, Light.RAIN, Light.SNOWFALL, Light.FOG})


class Framing(StrEnum):
    """Shot size or camera position."""

    WIDE = "wide"
    MEDIUM = "medium"
    CLOSE = "close-up"
    DETAIL = "detail"
    AERIAL = "aerial"
    LOW = "low angle"
    SHOULDER = "over the shoulder"


class Subject(StrEnum):
    """Who or what the shot shows."""

    MAN = "man"
    WOMAN = "woman"
    CHILD = "child"
    GIRL = "girl"
    COUPLE = "couple"
    CROWD = "crowd"
    ROBOT = "robot"
    ASTRONAUT = "astronaut"
    DOG = "dog"
    CAT = "cat"
    BIRD = "bird"
    HORSE = "horse"
    DEER = "deer"
    WHALE = "whale"
    FISH = "fish"
    CAR = "car"
    BOAT = "boat"
    SHIP = "ship"
    TRAIN = "train"
    BICYCLE = "bicycle"
    PLANE = "plane"
    ROCKET = "rocket"
    HOUSE = "house"
    LIGHTHOUSE = "lighthouse"
    TOWER = "tower"
    SKYSCRAPER = "skyscraper"
    BRIDGE = "bridge"
    CASTLE = "castle"
    TREE = "tree"
    FLOWER = "flower"
    PEAK = "mountain"
    MOON = "moon"
    SUN = "sun"
    LAMP = "lamp"
    TABLE = "table"
    CUP = "cup"
    BOOK = "book"
    COMPUTER = "computer"
    PHONE = "phone"
    DOOR = "door"
    WINDOW = "window"
    CANDLE = "candle"
    FIRE = "fire"
    BALLOON = "balloon"
    UMBRELLA = "umbrella"


PEOPLE = frozenset(
    {
        Subject.MAN,
        Subject.WOMAN,
        Subject.CHILD,
        Subject.GIRL,
        Subject.COUPLE,
        Subject.CROWD,
        Subject.ROBOT,
        Subject.ASTRONAUT,
    }
)


class Mood(StrEnum):
    """Feeling that bends the palette."""

    WARM = "warm"
    COLD = "cold"
    DARK = "dark"
    BRIGHT = "bright"
    NEON = "neon"


@dataclass(frozen=True, slots=True)
class Look:
    """A reading of a scene's text.

    Attributes:
        also: a second place the text names ("a road in the desert"), None for none.
        weather: falls or hangs in the air, on top of ``light``; None for clear.
        subjects: in the order of the text, the main one first; at most three.
        colors: colours named in the text, the first one counts most.
        accent: colour of the main subject's coat, paint or petals.
        key: number made from the text, the same for the same words.
    """

    setting: Setting
    also: Setting | None
    light: Light
    weather: Light | None
    framing: Framing
    subjects: tuple[Subject, ...]
    moods: frozenset[Mood]
    colors: tuple[RGB, ...]
    accent: RGB
    key: int = field(default=0)

    def shows(self, *subjects: Subject) -> bool:
        """Whether one of these is in the shot."""
        return any(subject in self.subjects for subject in subjects)
