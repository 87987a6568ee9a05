"""The .deb: a bundle and its papers where Debian wants them, packed so that the same input gives the same file."""

import gzip
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from installer.about import ID, NAME, build_time, version
from installer.frozen.elf import is_elf
from installer.linux import texts
from installer.linux.depends import from_list

OVERRIDES = (
    "duplicate-font-file",  # films must not change their letters with the system's
    "embedded-library",  # wheels bring their own, each built for the others of its wheel
    "hardening-no-bindnow",
    "hardening-no-fortify-functions",
    "hardening-no-pie",
    "hardening-no-relro",
    "custom-library-search-path",  # how they find each other
    "unstripped-binary-or-object",  # those that strip would spoil, and the program with its archive
    "shared-library-lacks-prerequisites",
    "sharedobject-in-library-directory-missing-soname",
    "library-not-linked-against-libc",
    "spelling-error-in-binary",
    "exit-in-shared-library",
    "no-code-sections",
    "executable-stack-in-shared-library",
    "extra-license-file",
    "package-contains-documentation-outside-usr-share-doc",
    "initial-upload-closes-no-bugs",
)
"""What lintian has to say about every program that is frozen; none is about what we wrote."""


def build(bundle: Path, papers: Path, stage: Path, target: Path, *, fast: bool) -> Path:
    """Make the package in ``target``; ``stage`` is a folder to lay it out in. ``fast`` packs quickly, and larger."""
    shutil.rmtree(stage, ignore_errors=True)
    lay_out(bundle, papers, stage)
    _set_modes(stage)
    _write_control(stage)
    moment = build_time()
    for path in [stage, *stage.rglob("*")]:
        os.utime(path, (moment, moment), follow_symlinks=False)
    target.mkdir(parents=True, exist_ok=True)
    file = target / f"{NAME}_{version()}_amd64.deb"
    packing = ["-Zxz", "-z1"] if fast else ["-Zxz", "-z6"]
    command = ["dpkg-deb", "--root-owner-group", *packing, "--threads-max=2", "--build", str(stage), str(file)]
    subprocess.run(command, env={**os.environ, "SOURCE_DATE_EPOCH": str(moment)}, check=True)
    return file


def lay_out(bundle: Path, papers: Path, stage: Path) -> None:
    """Everything but what dpkg itself reads."""
    shutil.copytree(bundle, stage / "usr" / "lib" / NAME, symlinks=True)
    share = stage / "usr" / "share"
    _write(share / "applications" / f"{NAME}.desktop", texts.desktop_entry())
    _write(share / "mime" / "packages" / f"{NAME}.xml", texts.mime_type())
    _write(share / "metainfo" / f"{ID}.metainfo.xml", texts.metainfo())
    _write(share / "doc" / NAME / "copyright", texts.copyright_file())
    _pack(share / "doc" / NAME / "changelog.gz", texts.changelog())
    _pack(share / "man" / "man1" / f"{NAME}.1.gz", (papers / f"{NAME}.1").read_text("utf-8"))
    for name, folder in ((f"{NAME}.bash", "bash-completion/completions"), (f"_{NAME}", "zsh/vendor-completions")):
        _write(share / folder / name.removesuffix(".bash"), (papers / name).read_text("utf-8"))
    _write(share / "fish" / "vendor_completions.d" / f"{NAME}.fish", (papers / f"{NAME}.fish").read_text("utf-8"))
    _write(share / "lintian" / "overrides" / NAME, "".join(f"{NAME}: {tag}\n" for tag in sorted(OVERRIDES)))
    icons = share / "icons" / "hicolor"
    for file in papers.glob("*.png"):
        _copy(file, icons / f"{file.stem}x{file.stem}" / "apps" / f"{NAME}.png")
    _copy(papers / f"{NAME}.svg", icons / "scalable" / "apps" / f"{NAME}.svg")
    program = stage / "usr" / "bin" / NAME
    program.parent.mkdir()
    program.symlink_to(f"../lib/{NAME}/{NAME}")


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def _pack(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _set_modes(stage: Path) -> None:
    """What starts may be executed, libraries and all else only read."""
    library = stage / "usr" / "lib" / NAME
    for path in [stage, *stage.rglob("*")]:
        if path.is_symlink():
            continue
        starts = path == library / NAME or (path.parent.name == "binaries" and is_elf(path))
        path.chmod(0o755 if path.is_dir() or starts else 0o644)


def _write_control(stage: Path) -> None:
    files = sorted(path for path in stage.rglob("*") if path.is_file() and not path.is_symlink())
    size = sum(-(-path.stat().st_size // 1024) for path in files)
    control = stage / "DEBIAN"
    sums = (f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(stage)}\n" for path in files)  # noqa: S324 - dpkg's
    _write(control / "md5sums", "".join(sums))
    _write(control / "control", texts.control(from_list(), size))
    control.chmod(0o755)
