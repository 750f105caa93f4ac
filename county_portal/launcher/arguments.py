"""The command line of `./portal`: argparse, with one Chinese sentence in place of its two lines of English."""

import argparse
import re
from typing import NoReturn

from county_portal.launcher.refusals import Misuse

# what argparse says → what we say; the first that fits
SENTENCES = (
    (r"unrecognized arguments: (.*)", "不认识 {0}:可用的有 {options}。"),
    (r"argument ([^:]+): invalid int value: (.*)", "{0} 后面要写一个整数,{1} 不是:例如 {0} 8000。"),
    (r"argument ([^:]+): expected one argument", "{0} 后面还要写一个值。"),
    (r"argument ([^:]+): invalid choice: '?(.*?)'? \(choose from (.*)\)", "{0} 后面不能写 {1}:可以写 {2}。"),
    (r"the following arguments are required: (.*)", "还缺 {0}:请看 {prog} --help。"),
    (r"argument ([^:]+): ignored explicit argument (.*)", "{0} 后面不能写 {1}。"),
)


class Parser(argparse.ArgumentParser):
    """Refuses with one sentence; an option is written out, so that a new one never changes what an old line means."""

    def __init__(self, command: str, description: str) -> None:
        super().__init__(prog=f"./portal {command}", description=description, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Errors: Misuse, always."""
        names = [name for action in self._actions for name in action.option_strings if name.startswith("--")]
        for pattern, sentence in SENTENCES:
            if found := re.fullmatch(pattern, message):
                raise Misuse(
                    f"{self.prog}:" + sentence.format(*found.groups(), options="、".join(names), prog=self.prog)
                )
        raise Misuse(f"{self.prog}:参数不对({message}),可用的有 {'、'.join(names)}。")
