"""Storyboards as language models answer them."""

import json
from typing import Any

IDEA = "A lighthouse keeper befriends a whale during the longest storm of the year"


def story(scenes: int = 3, **changes: Any) -> str:
    """An answer with that many good scenes of 2, 3, 4 … seconds; ``changes`` go into the last one."""
    made: list[dict[str, Any]] = [
        {
            "description": f"Mira keeps watch in the storm, part {number}.",
            "image_prompt": f"A keeper at her lamp, wave {number} breaking 🌊",
            "duration": number + 1,
            "shot": "wide",
            "move": "push_in",
            "mood": "cold",
            "spoken": f"Wave {number}.",
        }
        for number in range(1, scenes + 1)
    ]
    made[-1] |= changes
    bible = {"characters": [{"name": "Mira", "looks": "sixty, white braid, yellow oilskins"}], "look": "blue light"}
    return json.dumps({"title": "Storm", "bible": bible, "scenes": made}, ensure_ascii=False, indent=1)
