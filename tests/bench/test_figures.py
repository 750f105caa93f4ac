"""What a figure says, and how it is taken."""

import json

import pytest

from county_portal.bench import __main__ as bench
from county_portal.bench.figures import SMALL, Figure, Scale, at_least, at_most, table
from county_portal.bench.timing import in_turns, typical


def test_a_cost_is_met_up_to_its_goal_and_not_above() -> None:
    assert at_most("cost", 20, "ms", reference=10, goal=2) == Figure("cost", 20, "ms", 10, 2, "≤ 2", met=True)
    assert not at_most("cost", 20.1, "ms", reference=10, goal=2).met


def test_a_rate_is_met_from_its_goal_on_and_not_below() -> None:
    assert at_least("rate", 3, "1/s", reference=10, goal=0.3).met
    assert not at_least("rate", 2.9, "1/s", reference=10, goal=0.3).met


def test_a_goal_is_judged_before_the_figure_is_rounded() -> None:
    close = at_most("cost", 2.00004, "s", reference=1, goal=2)
    assert (close.ratio, close.met) == (2, False)


def test_the_columns_of_the_table_stand_below_each_other() -> None:
    lines = table([at_most("a", 1, "ms", reference=1, goal=2), at_least("longer", 5, "1/s", reference=9, goal=1)])
    heading, first, second = lines.splitlines()
    assert heading.startswith("量      值  单位") and first.endswith("是") and second.endswith("否")
    assert first.index("ms") == second.index("1/s")


def test_acts_are_taken_in_turns_and_the_order_is_turned_round() -> None:
    done: list[str] = []
    in_turns(
        lambda: done.append("a"), lambda: done.append("b"), repeats=1, warm_up=1,
        before=(lambda: done.append("-"), lambda: done.append("=")),
    )  # fmt: skip
    assert done == ["-", "a", "=", "b", "=", "b", "-", "a"]


def test_warming_up_is_not_counted() -> None:
    calls: list[int] = []
    assert typical(lambda: calls.append(1), repeats=3, warm_up=2) >= 0
    assert len(calls) == 5


@pytest.fixture
def two_benches(monkeypatch: pytest.MonkeyPatch) -> list[Scale]:
    """Benches without engines: `fast` has two figures, one of them missed, `slow` has one."""
    asked: list[Scale] = []

    class Fast:
        NAMES = ("one", "two")

        @staticmethod
        def measure(scale: Scale) -> list[Figure]:
            asked.append(scale)
            return [at_most(name, value, "s", reference=1, goal=2) for name, value in (("one", 1), ("two", 3))]

    class Slow:
        NAMES = ("three",)

        @staticmethod
        def measure(scale: Scale) -> list[Figure]:
            return [at_most("three", 1, "s", reference=1, goal=2)]

    class NoDatabase:
        def __init__(self, *_: object) -> None: ...
        def __enter__(self) -> str:
            return "county"

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr(bench, "BENCHES", {"fast": Fast, "slow": Slow})
    monkeypatch.setattr(bench.databases, "demo_county", NoDatabase)
    monkeypatch.setattr(bench.databases, "copy", NoDatabase)
    return asked


def test_json_is_a_list_with_the_promised_keys_and_a_missed_goal_is_told(two_benches, capsys) -> None:
    assert bench.main(["--json", "--scale", "small"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in told] == ["one", "two", "three"]
    assert [row["met"] for row in told] == [True, False, True]
    assert all(list(row) == ["name", "value", "unit", "reference", "ratio", "goal", "met"] for row in told)
    assert two_benches == [SMALL]


@pytest.mark.parametrize(("only", "names"), [("slow", ["three"]), ("one", ["one"]), ("fast", ["one", "two"])])
def test_only_takes_a_bench_or_a_figure(two_benches, capsys, only, names) -> None:
    bench.main(["--json", "--only", only])
    assert [row["name"] for row in json.loads(capsys.readouterr().out)] == names


def test_an_unknown_name_is_refused_with_the_known_ones(two_benches, capsys) -> None:
    with pytest.raises(SystemExit) as stopped:
        bench.main(["--only", "four"])
    assert stopped.value.code == 2
    assert "没有这一项：four" in capsys.readouterr().err


def test_a_bench_that_came_to_nothing_does_not_take_the_others_with_it(two_benches, capsys, monkeypatch) -> None:
    def refuse(_scale: Scale) -> list[Figure]:
        raise RuntimeError("not what was to be measured")

    monkeypatch.setattr(bench.BENCHES["fast"], "measure", refuse)
    assert bench.main(["--json"]) == 2
    told = capsys.readouterr()
    assert [row["name"] for row in json.loads(told.out)] == ["three"]
    assert "fast 没有测成：RuntimeError: not what was to be measured" in told.err


def test_every_bench_names_its_figures_in_its_docstring() -> None:
    for module in bench.BENCHES.values():
        assert all(f"`{name}`" in str(module.__doc__) for name in module.NAMES), module
