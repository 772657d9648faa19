"""What the reader of the command line says about wrong usage and in its help, in the language of the person."""

import argparse
import re
from typing import NoReturn

from handlers.i18n import translator


class UsageError(Exception):
    """The command line cannot be read. message is argparse's own sentence, prog the command that it is about."""

    def __init__(self, message: str, prog: str) -> None:
        super().__init__(message)
        self.message = message
        self.prog = prog


class Parser(argparse.ArgumentParser):
    """A parser whose complaints become UsageError instead of ending the program."""

    def error(self, message: str) -> NoReturn:
        """Raise UsageError."""
        raise UsageError(message, self.prog)


def sentence(error: UsageError, lang: str) -> str:
    """Return what is wrong, and under it where help is to be found; a sentence that is not known here as it stands."""
    _ = translator(lang).gettext
    name = r"argument (?P<name>.+?): "
    known = {
        r"unrecognized arguments: (?P<what>.*)": _("không có tùy chọn hay đối số này: {what}"),
        r"the following arguments are required: (?P<what>.*)": _("thiếu: {what}"),
        name + r"expected (?:one|at least one|at most one) argument": _("{name}: thiếu giá trị"),
        name + r"invalid choice: '?(?P<value>.*?)'? \((?:choose from|choices:) (?P<choices>.*)\)": _(
            "{name}: không nhận “{value}”; chọn một trong: {choices}"
        ),
        name + r"ignored explicit argument '?(?P<value>.*?)'?": _("{name} không đi với giá trị “{value}”"),
        name + r"not allowed with argument (?P<other>.*)": _("{name} không đi cùng {other}"),
    }
    said = error.message
    for pattern, frame in known.items():
        if match := re.fullmatch(pattern, error.message, re.DOTALL):
            parts = match.groupdict("")
            if "choices" in parts:
                parts["choices"] = parts["choices"].replace("'", "")
            said = frame.format(**parts)
            break
    return f"{said}\n{error.prog} --help"


def help_in(lang: str) -> type[argparse.HelpFormatter]:
    """Return the class that writes the help, its own words in a language."""
    _ = translator(lang).gettext
    headings = {"positional arguments": _("đối số"), "options": _("tùy chọn")}

    class Help(argparse.HelpFormatter):
        def add_usage(self, usage: str | None, actions: object, groups: object, prefix: str | None = None) -> None:
            super().add_usage(usage, actions, groups, _("cách dùng: ") if prefix is None else prefix)  # type: ignore[arg-type]

        def start_section(self, heading: str | None) -> None:
            super().start_section(headings.get(heading or "", heading))

    return Help
