"""How many cells the matrix tried, told at the end of the run; with xdist the workers' reports carry the numbers."""

from collections import Counter

import pytest

_cells: Counter[str] = Counter()


def count(request: pytest.FixtureRequest, what: str, number: int) -> None:
    """Put a number of cells on this test's report."""
    request.node.user_properties.append((f"cells:{what}", number))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up; with xdist the reports of all workers arrive here."""
    if report.when == "call":
        for name, value in report.user_properties:
            if name.startswith("cells:"):
                _cells[name.removeprefix("cells:")] += value


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line, where the matrix ran."""
    if _cells:
        parts = "，".join(f"{what} {number}" for what, number in sorted(_cells.items()))
        terminalreporter.write_line(f"权限矩阵：共 {sum(_cells.values())} 格（{parts}）")
