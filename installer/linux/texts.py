"""The small files by which a Linux desktop and its package tools know the program."""

from xml.sax.saxutils import escape

from installer.about import (
    CONTACT,
    DESCRIPTION,
    HOME,
    ID,
    MAKERS,
    NAME,
    PROJECT,
    ROOT,
    SCREENSHOT,
    SUMMARY,
    build_date,
    version,
)
from vidstudio.core.wanted import MIME_TYPE, SUFFIX

_GNU = "/usr/share/common-licenses"
LICENCES = f"/usr/lib/{NAME}/_internal/licences.txt"


def desktop_entry() -> str:
    """The entry in the menu, which project files are opened with too."""
    return f"""\
[Desktop Entry]
Type=Application
Version=1.4
Name=vidstudio
GenericName=Film Studio
Comment={SUMMARY}
Exec={NAME} %f
Icon={NAME}
Terminal=false
Categories=AudioVideo;Video;AudioVideoEditing;
Keywords=film;video;storyboard;animatic;captions;export;
MimeType={MIME_TYPE};
StartupNotify=true
StartupWMClass={NAME}
"""


def mime_type() -> str:
    """How the system knows project files: by their name and by their first bytes, for they are ZIP files too."""
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="{MIME_TYPE}">
    <comment>{PROJECT}</comment>
    <sub-class-of type="application/zip"/>
    <icon name="{NAME}"/>
    <magic priority="60">
      <match type="string" value="PK\\003\\004" offset="0">
        <match type="string" value="mimetype{MIME_TYPE}" offset="30"/>
      </match>
    </magic>
    <glob pattern="*{SUFFIX}"/>
  </mime-type>
</mime-info>
"""


def metainfo() -> str:
    """What software centres show."""
    paragraphs = "\n".join(f"    <p>{escape(text)}</p>" for text in DESCRIPTION)
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>{ID}</id>
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>MIT AND GPL-3.0-or-later AND LGPL-3.0-only</project_license>
  <name>vidstudio</name>
  <summary>{escape(SUMMARY)}</summary>
  <description>
{paragraphs}
  </description>
  <launchable type="desktop-id">{NAME}.desktop</launchable>
  <url type="homepage">{HOME}</url>
  <developer_name>{MAKERS}</developer_name>
  <update_contact>{CONTACT.partition("<")[2].rstrip(">")}</update_contact>
  <categories>
    <category>AudioVideo</category>
    <category>Video</category>
    <category>AudioVideoEditing</category>
  </categories>
  <screenshots>
    <screenshot type="default">
      <caption>The window with the sample's storyboard</caption>
      <image>{SCREENSHOT}</image>
    </screenshot>
  </screenshots>
  <provides>
    <binary>{NAME}</binary>
    <mediatype>{MIME_TYPE}</mediatype>
  </provides>
  <content_rating type="oars-1.1"/>
  <releases>
    <release version="{version()}" date="{build_date():%Y-%m-%d}"/>
  </releases>
</component>
"""


def copyright_file() -> str:
    """Debian's summary of who made what under which licence; the full words lie beside the program."""
    licence = (ROOT / "LICENSE").read_text("utf-8").strip().partition("\n\n")[2].partition("\n\n")[2]
    words = "\n".join(f" {line}" if line.strip() else " ." for line in licence.splitlines())
    return f"""\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: {NAME}
Upstream-Contact: {CONTACT}
Source: {HOME}
Comment:
 The package as a whole is passed on under the GPL, version 3. All its parts, with the full words of
 their licences and where their source is, are in {LICENCES}.

Files: *
Copyright: 2026 {MAKERS}
License: Expat

Files: usr/lib/{NAME}/_internal/PySide6/* usr/lib/{NAME}/_internal/shiboken6/*
Copyright: The Qt Company Ltd. and other contributors
License: LGPL-3
 The full text is in {_GNU}/LGPL-3.

Files: usr/lib/{NAME}/_internal/imageio_ffmpeg/binaries/*
Copyright: the FFmpeg developers, and those of the libraries it is built with
License: GPL-3+
 The full text is in {_GNU}/GPL-3.

Files: usr/lib/{NAME}/_internal/av/* usr/lib/{NAME}/_internal/av.libs/*
Copyright: the PyAV, FFmpeg and x264 developers
License: GPL-3+
 The full text is in {_GNU}/GPL-3.

License: Expat
{words}
"""


def changelog() -> str:
    """Debian's, of the one release there is."""
    when = build_date().strftime("%a, %d %b %Y %H:%M:%S +0000")
    return f"{NAME} ({version()}) stable; urgency=medium\n\n  * Release {version()}.\n\n -- {CONTACT}  {when}\n"


def control(depends: list[str], size: int) -> str:
    """What dpkg knows of the package; ``size`` in KiB."""
    text = "\n .\n".join("\n".join(f" {line}" for line in _folded(paragraph)) for paragraph in DESCRIPTION)
    return f"""\
Package: {NAME}
Version: {version()}
Architecture: amd64
Maintainer: {CONTACT}
Installed-Size: {size}
Depends: {", ".join(depends)}
Recommends: fonts-dejavu-core, gnome-keyring | kwalletmanager | keepassxc, libva-drm2, xdg-desktop-portal, xdg-utils
Section: video
Priority: optional
Homepage: {HOME}
Description: studio that makes films from ideas and scripts
{text}
"""


def _folded(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > 76:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
