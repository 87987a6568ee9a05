"""Puts the licences and lists into a bundle, and the list of parts beside it; runs in the freezing environment.

usage: python -m installer.frozen.collect BUNDLE SBOM
"""

import json
import os
import sys
from pathlib import Path

from installer.licences import licences_text
from installer.parts import collect
from installer.sbom import sbom
from vidstudio.self_check.contents import write_contents


def main(bundle: Path, list_of_parts: Path) -> None:
    """Write ``licences.txt``, the list of the resources, and the SBOM."""
    inside = bundle / "_internal"
    parts = collect(bundle)
    (inside / "licences.txt").write_text(licences_text(parts), "utf-8")
    write_contents(inside / "resources")
    write_maker(inside)
    list_of_parts.write_text(json.dumps(sbom(parts), indent=2) + "\n", "utf-8")


def write_maker(inside: Path) -> None:
    """Where ``VIDSTUDIO_PACKAGED_BY`` names who brings this package's updates, the program looks for none by itself."""
    maker = os.environ.get("VIDSTUDIO_PACKAGED_BY", "").strip()
    if maker:
        (inside / "packaged_by").write_text(f"{maker}\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
