"""What shells complete: commands, options and words that are known; files where a file is meant.

Made once from the command line, so that Tab starts no program.
"""

from installer.about import NAME
from installer.command_line import Command


def bash(program: Command) -> str:
    """For bash, with or without the package bash-completion."""
    cases = []
    for command in program.everything():
        words = [each.last_name for each in command.commands] + list(command.choices)
        words += [name for option in command.options for name in option.names]
        cases.append(f'        "{command.name}") words="{" ".join(words)}" ;;')
    values = [
        f'        "{command.name}:{name}") words="{" ".join(option.choices)}"; options= ;;'
        for command in program.everything()
        for option in command.options
        for name in option.names
        if option.choices
    ]
    groups = " | ".join(f'"{command.name}"' for command in program.everything() if command.commands)
    return "\n".join([
        f"# {NAME}",
        f"_{NAME}() {{",
        "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} name= words= word",
        '    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
        f'        case "$name" in {groups}) [[ $word == -* ]] || name="${{name:+$name }}$word" ;; esac',
        "    done",
        '    case "$name:$before" in',
        *values,
        "    esac",
        '    if [[ -z $words ]]; then case "$name" in',
        *cases,
        "    esac; fi",
        '    COMPREPLY=($(compgen -W "$words" -- "$current"))',
        "}",
        f"complete -o default -F _{NAME} {NAME}",
        "",
    ])  # fmt: skip


def zsh(program: Command) -> str:
    """For zsh."""
    lines = [f"#compdef {NAME}", f"_{NAME}() {{", "    local name= word group", "    local -a found"]
    groups = "|".join(_quoted(command.name) for command in program.everything() if command.commands)
    lines += [
        '    for word in "${(@)words[2,CURRENT-1]}"; do',
        f'        case "$name" in ({groups}) [[ $word == -* ]] || name="${{name:+$name }}$word" ;; esac',
        "    done",
        '    case "$name:${words[CURRENT-1]}" in',
    ]
    for command in program.everything():
        for option in command.options:
            for name in option.names if option.choices else ():
                lines.append(
                    f"        {_quoted(f'{command.name}:{name}')}) compadd -- {' '.join(option.choices)}; return ;;"
                )
    lines += ["    esac", '    case "$name" in']
    for command in program.everything():
        found = [f"{each.last_name}:{each.help}" for each in command.commands]
        found += list(command.choices)
        found += [f"{name}:{option.help}" for option in command.options for name in option.names]
        lines.append(f"        {_quoted(command.name)}) found=({' '.join(map(_quoted, found))}) ;;")
    lines += ["    esac", f"    _describe {NAME} found; _files", "}", f'_{NAME} "$@"', ""]
    return "\n".join(lines)


def fish(program: Command) -> str:
    """For fish."""
    lines = [f"# {NAME}"]
    for command in program.everything():
        when = _fish_condition(command)
        start = f"complete -c {NAME} -f -n {_quoted(when)}"
        lines += [f"{start} -a {each.last_name} -d {_quoted(each.help)}" for each in command.commands]
        lines += [f"{start} -a {_quoted(choice)}" for choice in command.choices]
        for option in command.options:
            for name in option.names:
                kind = f"-l {name.lstrip('-')}" if name.startswith("--") else f"-s {name.lstrip('-')}"
                takes = "" if not option.takes else " -r" if option.is_file else " -x"
                words = f" -a {_quoted(' '.join(option.choices))}" if option.choices else ""
                lines.append(f"complete -c {NAME} -n {_quoted(when)} {kind}{takes}{words} -d {_quoted(option.help)}")
    return "\n".join(lines) + "\n"


def _fish_condition(command: Command) -> str:
    if not command.name:
        return "__fish_use_subcommand"
    seen = "; and ".join(f"__fish_seen_subcommand_from {word}" for word in command.name.split())
    below = " ".join(each.last_name for each in command.commands)
    return f"{seen}; and not __fish_seen_subcommand_from {below}" if below else seen


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "’") + "'"
