"""A skipped test is said once, by its reason; with CI=true it is a failure, since nobody reads a green run.

Except for want of the real data, which lies beside the developers' checkouts only, and of the virus scanner, which not
every county runs: that is said and no more.
"""

import os
from collections import Counter

import pytest

WITHOUT_REAL_DATA = "real data is not beside this checkout"
WITHOUT_CLAMD = "clamd is not installed"

_reasons: Counter[str] = Counter()


def _count(report: pytest.TestReport | pytest.CollectReport) -> None:
    # an expected failure is also reported as skipped, and is no gap
    if report.skipped and not hasattr(report, "wasxfail"):
        where = report.longrepr
        _reasons[str(where[2]).removeprefix("Skipped: ") if isinstance(where, tuple) else str(where)] += 1


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count; with xdist the reports of all workers arrive here."""
    _count(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Count modules that skipped themselves."""
    _count(report)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn a run with skips red where no person looks at it."""
    if any(map(_is_failure, _reasons)) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each reason."""
    for reason, number in _reasons.items():
        verdict = "CI=true,按失败计" if _is_failure(reason) else "未执行"
        terminalreporter.write_line(f"跳过 {number} 个测试({verdict}):{reason}", yellow=True)


def _is_failure(reason: str) -> bool:
    return os.environ.get("CI") == "true" and reason not in (WITHOUT_REAL_DATA, WITHOUT_CLAMD)
