"""`completion bash|zsh`: what a shell needs to complete the scripts, made from their help."""

import argparse
import contextlib
import io
import re

from suite.environment import find_root
from suite_ops.cli import COMMANDS, INTERNAL, run_command
from suite_ops.manifest import load_manifest

_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
_OF_ZSH = "autoload -U +X compinit && compinit && autoload -U +X bashcompinit && bashcompinit\n"
_FUNCTION = """\
_colmeia() {{
  local script="${{COMP_WORDS[0]##*/}}" words=""
  case "${{script%.sh}}" in
{cases}
  esac
  COMPREPLY=($(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}" || true))
}}
complete -o default -F _colmeia {scripts}
"""


def main(argv: list[str]) -> int:
    """Exit status 0; the text is to be sourced."""
    parser = argparse.ArgumentParser(prog="completion.sh", description=__doc__)
    parser.add_argument("shell", choices=("bash", "zsh"))
    shell = parser.parse_args(argv).shell
    print((_OF_ZSH if shell == "zsh" else "") + completion(), end="")
    return 0


def completion() -> str:
    """Shell text: options of each script, and the ids of services for those that take one."""
    names = [name for name in COMMANDS if name not in INTERNAL and name != "completion"]
    services = " ".join(service.id for service in load_manifest(find_root()).built())
    cases = []
    for name in names:
        text = help_of(name)
        words = " ".join(sorted(set(_OPTION.findall(text))))
        cases.append(f'    {name}) words="{words}{f" {services}" if "ID" in text else ""}" ;;')
    return _FUNCTION.format(cases="\n".join(cases), scripts=" ".join(f"{name}.sh" for name in names))


def help_of(name: str) -> str:
    """What a command answers to --help."""
    answer = io.StringIO()
    with contextlib.redirect_stdout(answer), contextlib.suppress(SystemExit):
        run_command(name, ["--help"])
    return answer.getvalue()
