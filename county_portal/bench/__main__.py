"""python -m county_portal.bench: run the measurements and print their figures. Progress goes to the error stream."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Protocol, cast

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "county_portal.settings")
django.setup()

# the rest imports models, which exist only after Django's set-up above
from county_portal.bench import (  # noqa: E402
    board,
    databases,
    explaining,
    finding,
    importing,
    letters,
    recomputing,
    relaying,
    sweep_cost,
    tracking,
    tracking_answers,
    workday_sums,
)
from county_portal.bench.figures import FULL, SMALL, Figure, Scale, table  # noqa: E402


class Bench(Protocol):
    """A module of this package."""

    NAMES: Sequence[str]
    measure: Callable[[Scale], list[Figure]]


BENCHES: Mapping[str, Bench] = {
    name: cast(Bench, module)
    for name, module in (
        ("sweep", sweep_cost),
        ("workdays", workday_sums),
        ("explain", explaining),
        ("recompute", recomputing),
        ("tracking", tracking),
        ("answers", tracking_answers),
        ("importing", importing),
        ("board", board),
        ("finding", finding),
        ("relaying", relaying),
        ("letters", letters),
    )
}
SCALES = {scale.name: scale for scale in (SMALL, FULL)}


def main(arguments: Sequence[str]) -> int:
    """Run what is asked for; 0 when every goal is met, 1 when one is missed, 2 when a bench came to no figure."""
    parser = argparse.ArgumentParser(prog="portal bench", description="测量门户各处的开销，与同一次运行中的对照相比")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--only", action="append", metavar="NAME", help=f"只测一项：{'、'.join(_known())}")
    parser.add_argument("--scale", choices=SCALES, default="full", help="规模")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.only or ()) - set(_known())):
        parser.error(f"没有这一项：{'、'.join(unknown)}")
    figures, failed = run(SCALES[options.scale], options.only or ())
    print(json.dumps([asdict(each) for each in figures], ensure_ascii=False) if options.json else table(figures))  # noqa: T201
    if failed:
        return 2
    return 0 if all(each.met for each in figures) else 1


def run(scale: Scale, only: Sequence[str]) -> tuple[list[Figure], list[str]]:
    """The figures of the named benches or figures, of all when none is named; and the benches that came to none."""
    figures: list[Figure] = []
    failed: list[str] = []
    with databases.demo_county() as county:
        for name, bench in BENCHES.items():
            if only and not {name, *bench.NAMES} & set(only):
                continue
            _whisper(f"{name} ……")
            try:
                with databases.copy(county, name):
                    found = bench.measure(scale)
            except Exception as error:  # one bench that cannot be taken does not take the others with it
                failed.append(name)
                _whisper(f"{name} 没有测成：{type(error).__name__}: {error}")
                continue
            for figure in found:
                _whisper(f"  {figure.name}: {figure.value:g} {figure.unit}, {figure.ratio:g} ({figure.goal})")
            figures += [each for each in found if not only or {name, each.name} & set(only)]
    return figures, failed


def _known() -> list[str]:
    return [word for name, bench in BENCHES.items() for word in dict.fromkeys((name, *bench.NAMES))]


def _whisper(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
