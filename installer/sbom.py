"""The list of parts that programs read: CycloneDX, as JSON."""

import re
import uuid
from collections.abc import Iterable
from typing import Any

from installer.about import ID, MAKERS, NAME, build_date, version
from installer.parts import Part

_SPDX = re.compile(r"[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*")
_KNOWN = ("MIT", "BSD", "Apache", "LGPL", "GPL", "PSF", "OFL", "MPL", "0BSD", "Zlib", "ISC", "HPND", "CC0", "Unlicense")


def sbom(parts: Iterable[Part]) -> dict[str, Any]:
    """The document; its number comes from what is in it, so that the same parts give the same document."""
    components = [_component(part) for part in parts]
    told = "\n".join(component["bom-ref"] for component in components)
    ours = f"pkg:generic/{NAME}@{version()}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{ours} {told}')}",
        "version": 1,
        "metadata": {
            "timestamp": build_date().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": ours,
                "name": NAME,
                "version": version(),
                "purl": ours,
                "publisher": MAKERS,
                "licenses": [{"license": {"id": "MIT"}}],
                "properties": [{"name": "id", "value": ID}],
            },
        },
        "components": components,
        "dependencies": [{"ref": ours, "dependsOn": sorted({component["bom-ref"] for component in components})}],
    }


def _component(part: Part) -> dict[str, Any]:
    reference = part.purl or f"pkg:generic/{part.name}@{part.version}"
    made: dict[str, Any] = {"type": "library", "bom-ref": reference, "name": part.name, "version": part.version}
    if part.licence:
        made["licenses"] = [_licence(part.licence)]
    if part.source:
        made["externalReferences"] = [{"type": "website", "url": part.source}]
    return made | {"purl": reference}


def _licence(words: str) -> dict[str, Any]:
    if _SPDX.fullmatch(words) and words.startswith(_KNOWN):
        return {"expression": words}
    return {"license": {"name": words}}
