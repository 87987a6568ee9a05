"""Scripts of many shapes: where their writers put the scenes, and what is no scene."""

import pytest

from vidstudio.core.markdown import plain
from vidstudio.core.passages import passages

SCREENPLAY = """THE LAST BUS

Written by A. Person

FADE IN:

1. INT. BUS DEPOT - NIGHT

Rows of dark buses. MARTA (60) counts coins.

MARTA
(to herself)
Forty-one.

CUT TO:

2. EXT. COUNTRY ROAD – NIGHT

The bus rolls through fog.

INT./EXT. BUS – MOVING

Marta hums.

FADE OUT.

THE END
"""

SHAPES: dict[str, tuple[str, str, list[str]]] = {
    "screenplay": (
        SCREENPLAY,
        "THE LAST BUS",
        [
            "INT. BUS DEPOT - NIGHT. Rows of dark buses. MARTA (60) counts coins. MARTA (to herself) Forty-one.",
            "EXT. COUNTRY ROAD – NIGHT. The bus rolls through fog.",
            "INT./EXT. BUS – MOVING. Marta hums.",
        ],
    ),
    "fountain title page": (
        "Title: Salt\nAuthor: B. Writer\n\n.\n\nINT. MINE - DAY\n\nDark.\n\nEXT. SEA - DAY\n\nBright.",
        "Salt",
        ["INT. MINE - DAY. Dark.", "EXT. SEA - DAY. Bright."],
    ),
    "title, byline and numbered scenes": (
        "# Night Market\n\nA short film by Ana.\n\n## Scene 1: Steam\nSteam rises.\n\n## Scene 2 – Coins\nOne counts.",
        "Night Market",
        ["Steam. Steam rises.", "Coins. One counts."],
    ),
    "scene lines without headings": (
        "SCENE ONE\nA door.\n\nScene II: The window\nIt opens.\n\n**Szene 3**\nRegen.",
        "",
        ["A door.", "The window. It opens.", "Regen."],
    ),
    "Japanese scene lines": ("シーン1：港\n船が出る。\n\nシーン2：沖\n嵐。", "", ["港. 船が出る。", "沖. 嵐。"]),
    "columns of picture and sound": (
        "# Spot\n## The bay\n### Visual\nBoats.\n### Audio\nGulls.\n## The town\n### Visual\nFish.\n### Audio\nShouts.",
        "Spot",
        ["The bay. Visual: Boats. Audio: Gulls.", "The town. Visual: Fish. Audio: Shouts."],
    ),
    "acts above scenes": (
        "# The Play\n## Act I\n### Morning\nBirds.\n### Noon\nHeat.\n## Act II\n### Night\nStars.",
        "The Play",
        ["Morning. Birds.", "Noon. Heat.", "Night. Stars."],
    ),
    "headings of several levels, all with text": (
        "# One\nFirst.\n## Two\nSecond.\n# Three\nThird.",
        "",
        ["One. First.", "Two. Second.", "Three. Third."],
    ),
    "an epilogue beside the scenes": (
        "## Scene 1\nA.\n## Scene 2\nB.\n## Epilogue\nC.",
        "",
        ["A.", "B.", "Epilogue. C."],
    ),
    "shot list as a table": (
        "# Shots\n\n| # | Shot | Sound | Length |\n|--|:--|---|--:|\n| 1 | **Fox** | wind | 4 s |\n| 2 | Snow | | 6 |",
        "Shots",
        ["Fox. wind", "Snow"],
    ),
    "numbered list": ("1. A door opens\n2) A cat walks in\n3. The door closes", "", [
        "A door opens", "A cat walks in", "The door closes"]),
    "announced list": ("Shots:\n1. A door\n2. A cat", "", ["A door", "A cat"]),
    "nested list": ("- The sea\n  - slow waves\n  - gulls\n- The boat\n    1. ropes\n", "", [
        "The sea; slow waves; gulls", "The boat; ropes"]),
    "task list": ("- [ ] load camera\n- [x] buy film", "", ["load camera", "buy film"]),
    "rules": ("---\nA river.\n---\nA bridge.\n\n* * *\nThe sea.", "", ["A river.", "A bridge.", "The sea."]),
    "underlined headings": (
        "My film\n=======\n\nDawn\n----\n\nMist.\n\nNoon\n----\n\nSun.",
        "My film",
        ["Dawn. Mist.", "Noon. Sun."],
    ),
    "bold lines as headings": ("**Dawn**\nMist.\n\n**Noon:**\nSun.", "", ["Dawn. Mist.", "Noon. Sun."]),
    "front matter": ('---\ntitle: "The Bees"\nby: me\n---\nA hive.\n\nA queen.', "The Bees", ["A hive.", "A queen."]),
    "code beside text": ("```python\nprint(1)\n```\n\nShe sleeps at her desk.\n\nA cat walks by.", "", [
        "She sleeps at her desk.", "A cat walks by."]),
    "all of it in a fence": ("```markdown\n## A\nOne.\n## B\nTwo.\n```", "", ["A. One.", "B. Two."]),
    "tags": ("<p>A <b>bold</b> man.</p><br>\n<div>He sits.</div>", "", ["A bold man.", "He sits."]),
    "Windows lines": ("# T\r\n\r\n## A\r\nOne.\r\n\r\n## B\r\nTwo.\r\n", "T", ["A. One.", "B. Two."]),
    "paragraphs": ("One fine\nmorning.\n\nOne dark night.", "", ["One fine morning.", "One dark night."]),
    "a wrapped paragraph": ("A long walk that\ngoes on for\nages", "", ["A long walk that goes on for ages"]),
    "lines that are thoughts": ("A candle\nA shadow\nA hand", "", ["A candle", "A shadow", "A hand"]),
    "a sentence that begins like a scene": ("Scene 3 was hard to shoot.\n\nWe did it.", "", [
        "Scene 3 was hard to shoot.", "We did it."]),
    "prose with a list in it": ("She packs. In her bag:\n\n- a map\n- a knife\n\nShe leaves.\n\nRain.", "", [
        "She packs. In her bag:", "a map; a knife", "She leaves.", "Rain."]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "title", "texts"), SHAPES.values(), ids=SHAPES)
def test_a_script_has_the_scenes_its_writer_marked(text: str, title: str, texts: list[str]) -> None:
    found_title, found = passages(text)
    assert [passage.text for passage in found] == texts
    assert found_title == title


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("## A (5 s)\nx\n## B [1:05]\ny", [5, 65]),
        ("## A (ca. 2,5 Sek.)\nx\n## B\ny (7 seconds)", [2.5, 7]),
        ("## A – 4s\nx\n## B | 6 sec\ny", [4, 6]),
        ("0:00-0:05 A candle.\n0:05 – 0:12 A shadow.", [5, 7]),
        ("[0:00] A spark.\n[0:04] A flame.\n[0:10] A fire.", [4, 6, 5]),
        ("Scene 1 (0:03)\nx\nScene 2\nLength: 9 s.\ny", [3, 9]),
        ("| Shot | Time |\n|---|---|\n| Fox | 0:10 |\n| Owl | 3 |", [10, 3]),
        ("## A (60)\nHe is (60) and (s).\n## B (2020)\ny", [0, 0]),
        ("## A\nA man of 5 s\n## B\ny", [0, 0]),
    ],
)
def test_lengths_are_read_where_they_are_meant(text: str, seconds: list[float]) -> None:
    assert [passage.seconds for passage in passages(text)[1]] == seconds


@pytest.mark.parametrize(
    ("text", "without"),
    [
        (
            "**bold** *slanted* ***both*** __bold__ _slanted_ ~~gone~~ `code`",
            "bold slanted both bold slanted gone code",
        ),
        ("a_snake_case 2*3*4 and 5 * 6", "a_snake_case 2*3*4 and 5 * 6"),
        ("[The Tower](http://x.org/a_(b)) ![alt](a.png) [text][1] <https://x.org>", "The Tower alt text https://x.org"),
        (r"\# no \* heading", "# no * heading"),
        ("> quoted\n>> twice", "quoted\ntwice"),
        ("#hashtag stays", "#hashtag stays"),
    ],
)
def test_marks_are_taken_out(text: str, without: str) -> None:
    assert plain(text) == without
