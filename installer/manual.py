"""The manual page."""

from installer.about import DESCRIPTION, NAME, SUMMARY, build_date, version
from installer.command_line import Command, Option, usage

_PLACES = (
    ("VIDSTUDIO_HOME", "One folder for library, settings, cache and logs."),
    ("VIDEO_STORAGE_PATH", "Where films go."),
    ("VIDSTUDIO_FFMPEG", "Another ffmpeg than the one that comes with the program."),
    ("REPLICATE_API_TOKEN", "Token of the image service, if it is not in the keyring."),
    ("OPENAI_API_KEY, OPENAI_BASE_URL", "Key and address of a service that speaks OpenAI's protocol."),
)
_FILES = (
    ("~/.local/share/vidstudio", "The library and the films."),
    ("~/.config/vidstudio/settings.toml", "The settings; presets of your own are beside it."),
    ("~/.cache/vidstudio", "Pieces of films, which can be made again."),
    ("~/.local/state/vidstudio/log", "The log."),
)


def manual(program: Command) -> str:
    """Section 1, as troff."""
    lines = [
        f'.TH {NAME.upper()} 1 "{build_date():%Y-%m-%d}" "{NAME} {version()}" "User Commands"',
        ".ad l",
        ".nh",
        ".SH NAME",
        f"{NAME} \\- {_plain(SUMMARY[0].lower() + SUMMARY[1:])}",
        ".SH SYNOPSIS",
        f".B {NAME}",
        ".RI [ COMMAND ]",
        ".SH DESCRIPTION",
        *("\n.PP\n".join(map(_plain, DESCRIPTION))).split("\n"),
        ".PP",
        "Without a command the window is opened. Results go to standard output, progress and errors to standard error.",
        ".SH OPTIONS",
        *(line for option in program.options for line in _option(option)),
        ".SH COMMANDS",
    ]
    for command in program.everything()[1:]:
        if not command.commands:
            lines += [f".SS {_plain(usage(command))}", _plain(command.help)]
            lines += [line for option in command.options if option.names != ("--help",) for line in _option(option)]
    lines += [".SH ENVIRONMENT", *_terms(_PLACES), ".SH FILES", *_terms(_FILES)]
    lines += [".SH EXIT STATUS", "0, 1 for an error in one line, 2 for wrong usage, 130 when interrupted."]
    return "\n".join(lines) + "\n"


def _option(option: Option) -> list[str]:
    names = ", ".join(f"\\fB{_plain(name)}\\fR" for name in option.names)
    return [".TP", f"{names} \\fI{_plain(option.takes)}\\fR" if option.takes else names, _plain(option.help) or "\\&"]


def _terms(pairs: tuple[tuple[str, str], ...]) -> list[str]:
    return [line for name, words in pairs for line in (".TP", f"\\fB{_plain(name)}\\fR", _plain(words))]


def _plain(text: str) -> str:
    """Text that troff takes as it is."""
    safe = text.replace("\\", "\\e").replace("-", "\\-").replace("|", "|\\:")
    for letter, name in (("…", "..."), ("“", "\\(lq"), ("”", "\\(rq"), ("–", "\\(en"), ("×", "x"), ("~", "\\(ti")):
        safe = safe.replace(letter, name)
    return f"\\&{safe}" if safe.startswith((".", "'")) else safe
