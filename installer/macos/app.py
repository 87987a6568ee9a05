"""What macOS reads of the application, and how it is signed, notarised and put into a disk image.

The secrets come from the environment alone: ``VIDSTUDIO_SIGNING_IDENTITY`` names a certificate of the keychain, and
``VIDSTUDIO_NOTARY_PROFILE`` what ``xcrun notarytool store-credentials`` has put there. Without the first the
application is signed for this machine only, without the second it is not notarised.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from installer.about import ID, MAKERS, NAME, PROJECT, PROJECT_ID, build_date, version
from vidstudio.core.wanted import MIME_TYPE, SUFFIX

ENTITLEMENTS = Path(__file__).resolve().parent / "entitlements.plist"
OLDEST = "14.0"


def info() -> dict[str, Any]:
    """What goes into Info.plist."""
    return {
        "CFBundleIdentifier": ID,
        "CFBundleName": NAME,
        "CFBundleDisplayName": NAME,
        "CFBundleShortVersionString": version(),
        "CFBundleVersion": version(),
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": PROJECT,
                "CFBundleTypeRole": "Editor",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [PROJECT_ID],
            }
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": PROJECT_ID,
                "UTTypeDescription": PROJECT,
                "UTTypeConformsTo": ["public.data", "public.archive"],
                "UTTypeTagSpecification": {
                    "public.filename-extension": [SUFFIX.lstrip(".")],
                    "public.mime-type": [MIME_TYPE],
                },
            }
        ],
        "LSApplicationCategoryType": "public.app-category.video",
        "LSMinimumSystemVersion": OLDEST,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": f"{build_date():%Y} {MAKERS}, MIT licence",
        "NSRequiresAquaSystemAppearance": False,
    }


def commands(app: Path, image: Path, environ: Mapping[str, str] = os.environ) -> list[list[str]]:
    """What makes a disk image of an application, one command after the other."""
    identity = environ.get("VIDSTUDIO_SIGNING_IDENTITY", "") or "-"
    profile = environ.get("VIDSTUDIO_NOTARY_PROFILE", "")
    signed = ["codesign", "--force", "--deep", "--options", "runtime", "--entitlements", str(ENTITLEMENTS)]
    if identity != "-":
        signed.append("--timestamp")
    steps = [
        [*signed, "--sign", identity, str(app)],
        ["codesign", "--verify", "--deep", "--strict", str(app)],
        ["hdiutil", "create", "-volname", NAME, "-srcfolder", str(app), "-ov", "-format", "ULFO", str(image)],
    ]
    if identity != "-" and profile:
        notary = ["xcrun", "notarytool", "submit", "--wait", "--keychain-profile", profile, str(image)]
        steps += [["codesign", "--sign", identity, "--timestamp", str(image)], notary]
        steps += [["xcrun", "stapler", "staple", str(image)]]
    return steps


def build(app: Path, target: Path) -> Path:
    """Sign an application and put it into a disk image, notarised where that can be done."""
    target.mkdir(parents=True, exist_ok=True)
    image = target / f"{NAME}-{version()}-arm64.dmg"
    for command in commands(app, image):
        subprocess.run(command, check=True)
    return image
