#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
#
# usage: generate.py bash|zsh|fish PROGRAM
#
# Prints a completion script made from the rows of 'PROGRAM --list-options', so
# that no shell knows other options than the program.

import subprocess
import sys
from dataclasses import dataclass, field


@dataclass
class Option:
    letter: str  # "-p", or ""
    name: str    # "--package"
    arg: str     # "SPEC", "check|clippy|test", or ""
    help: str

    @property
    def names(self):
        return [n for n in (self.letter, self.name) if n]

    @property
    def choices(self):
        return self.arg.split("|") if "|" in self.arg else []

    @property
    def is_file(self):
        return self.arg == "FILE"


@dataclass
class Command:
    args: str = ""
    help: str = ""
    options: list = field(default_factory=list)

    @property
    def takes_files(self):
        return "PATH" in self.args

    def words(self, commands):
        """What may stand in place of the operand."""
        if "COMMAND" in self.args:
            return list(commands)
        first = self.args.split(" ")[0]
        return first.split("|") if "|" in first else []


def read(program):
    rows = subprocess.run([program, "--list-options"], check=True,
                          stdout=subprocess.PIPE, text=True).stdout
    common, commands = [], {}
    for row in rows.splitlines():
        name, option, arg, text = row.split("\t")
        if not option:
            commands[name] = Command(arg, text)
            continue
        letter, comma, long = option.rpartition(",")
        option = Option(letter, long, arg, text)
        (common if name == "-" else commands[name].options).append(option)
    return common, commands


def bash_values(command, options):
    """Cases for the word behind an option that takes a value."""
    for option in options:
        if not option.arg:
            continue
        pattern = "|".join(f"{command}:{name}" for name in option.names)
        if option.choices:
            words = " ".join(option.choices)
            action = f"COMPREPLY=($(compgen -W '{words}' -- \"$cur\")); "
        elif option.is_file:
            action = "compopt -o filenames; " \
                "COMPREPLY=($(compgen -f -- \"$cur\")); "
        else:
            action = ""
        yield f"\t{pattern}) {action}return ;;"


def bash_words(command, options, words):
    names = " ".join(n for o in options for n in o.names)
    return f"\t{command}) options='{names}' words='{' '.join(words)}' ;;"


def bash(common, commands):
    print("""\
# Made by completions/generate.py
_rustcoder()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
	local i command=none options words
	# "--goal=test" comes as three words
	if [[ $cur == = ]]; then
		cur=
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD-2]}
	fi
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in""")
    print(f"\t\t{'|'.join(commands)}) command=${{COMP_WORDS[i]}}; break ;;")
    print("""\
		esac
	done
	case $command:$prev in""")
    for name, command in commands.items():
        for line in bash_values(name, command.options):
            print(line)
    for line in bash_values("*", common):
        print(line)
    print("\tesac\n\tcase $command in")
    print(bash_words("none", common, commands))
    for name, command in commands.items():
        print(bash_words(name, command.options + common,
                         command.words(commands)))
    print("""\
	esac
	if [[ $cur == -* ]]; then
		words=$options
	fi
	COMPREPLY=($(compgen -W "$words" -- "$cur"))""")
    files = "|".join(n for n, c in commands.items() if c.takes_files)
    print(f"""\
	case $command:$cur in
	*:-*) ;;
	{files.replace('|', ':*|')}:*)
		compopt -o filenames
		COMPREPLY=($(compgen -f -- "$cur")) ;;
	esac
}}
complete -F _rustcoder rustcoder""")


def zsh_quote(text):
    for c in "\\[]:":
        text = text.replace(c, "\\" + c)
    return text.replace("'", "'\\''")


def zsh_option(option):
    value = ""
    if option.arg:
        what = f"({' '.join(option.choices)})" if option.choices else \
            "_files" if option.is_file else ""
        name = "choice" if option.choices else option.arg.lower()
        value = f":{name}:{what}"
    # More than one package, feature list and the like.
    star = "*" if option.arg in ("SPEC", "LIST", "CODES") else ""
    text = f"[{zsh_quote(option.help)}]{value}"
    equals = "=" if option.arg else ""
    if not option.letter:
        return f"'{star}{option.name}{equals}{text}'"
    before = f"'{star}'" if star else f"'({option.letter} {option.name})'"
    return f"{before}{{{option.letter}{'+' if equals else ''}," \
        f"{option.name}{equals}}}'{text}'"


def zsh_operand(command, commands):
    words = command.words(commands)
    if words:
        return [f"'1:{'command' if len(words) > 2 else 'what'}:"
                f"({' '.join(words)})'"]
    return ["'1:path:_files'"] if command.takes_files else []


def zsh(common, commands):
    def arguments(items):
        return " \\\n\t\t\t".join(items)

    print("#compdef rustcoder\n# Made by completions/generate.py\n")
    print("_rustcoder() {\n\tlocal curcontext=$curcontext state line")
    print("\tlocal -a commands\n\tcommands=(")
    for name, command in commands.items():
        print(f"\t\t'{name}:{zsh_quote(command.help)}'")
    print("\t)\n\t_arguments -C -s \\\n\t\t\t" + arguments(
        [zsh_option(o) for o in common] +
        ["'1: :->command'", "'*:: :->rest'"]))
    print("""\
	case $state in
	command)
		_describe command commands ;;
	rest)
		case $line[1] in""")
    for name, command in commands.items():
        items = [zsh_option(o) for o in command.options + common]
        items += zsh_operand(command, commands)
        print(f"\t\t{name})\n\t\t\t_arguments -s \\\n\t\t\t"
              f"{arguments(items)} ;;")
    print("\t\tesac ;;\n\tesac\n}\n\n_rustcoder \"$@\"")


def fish_quote(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def fish_option(option, condition):
    line = ["complete -c rustcoder"] + condition
    if option.letter:
        line.append(f"-s {option.letter[1:]}")
    line.append(f"-l {option.name[2:]}")
    if option.choices:
        line.append(f"-x -a '{' '.join(option.choices)}'")
    elif option.arg:
        line.append("-r -F" if option.is_file else "-x")
    line.append(f"-d {fish_quote(option.help)}")
    print(*line)


def fish(common, commands):
    print("# Made by completions/generate.py\ncomplete -c rustcoder -f")
    for option in common:
        fish_option(option, [])
    for name, command in commands.items():
        print(f"complete -c rustcoder -n __fish_use_subcommand -a {name}"
              f" -d {fish_quote(command.help)}")
        condition = [f"-n '__fish_seen_subcommand_from {name}'"]
        for option in command.options:
            fish_option(option, condition)
        words = command.words(commands)
        if words:
            print("complete -c rustcoder", *condition,
                  f"-a '{' '.join(words)}'")
        if command.takes_files:
            print("complete -c rustcoder", *condition, "-F")


SHELLS = {"bash": bash, "zsh": zsh, "fish": fish}

if len(sys.argv) != 3 or sys.argv[1] not in SHELLS:
    sys.exit("usage: generate.py bash|zsh|fish PROGRAM")
SHELLS[sys.argv[1]](*read(sys.argv[2]))
