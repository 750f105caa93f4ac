"""replay_log: a foreign log in a simulated county, under T03 alone, the same however often it is run."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from county_portal.replay import play
from county_portal.replay.kinds import IMPORTED_KIND, OnlyByReplay
from ethics_monitor.models import Card, SweepRun, Watch
from ethics_monitor.reconcile import reconcile
from ethics_monitor.sweep import SweepResult, sweep
from kernel.cases.models import Case
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from kernel.notices.audiences import audiences_of
from kernel.organizations.models import Organization, Region
from kernel.organizations.queries import scope_of
from kernel.workdays.zone import SHANGHAI
from tests.cast import build
from tests.replay.conftest import CASES, EVENTS, replay, true_instants

pytestmark = [pytest.mark.long, pytest.mark.django_db, pytest.mark.usefixtures("calendar")]


def found() -> list[tuple[str, datetime]]:
    return sorted((card.about_number.partition("-")[2], card.found_at) for card in Card.objects.all())


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_every_kind_of_end_is_counted(made_up) -> None:
    result = replay(made_up())
    assert result["cases"] == 10
    assert {name: result[name] for name in ("on_time", "late", "overdue_open", "open")} == {
        "on_time": 2, "late": 1, "overdue_open": 1, "open": 1,
    }  # fmt: skip
    assert (result["yellow"], result["red"]) == (0, 2)


def test_a_red_is_dated_when_the_term_passed_across_summer_time(made_up) -> None:
    replay(made_up())
    # a-2 ended before its deadline although its wall clock reads later; a-3 the other way round
    assert true_instants() == [("a-3", utc("2011-10-30T00:30:00Z")), ("a-4", utc("2011-10-31T09:00:00Z"))]
    assert {card.rule_code for card in Card.objects.all()} == {"T03"}
    assert dict(found())["a-3"].astimezone(SHANGHAI) == datetime(2011, 10, 30, 23, 59, 59, 999_999, tzinfo=SHANGHAI)


def test_the_last_lawful_instant_is_on_time_and_the_next_is_late(made_up) -> None:
    deadline = "2011-10-31T10:00:00.000+01:00"
    rows = [(f"e-{end[20:23]}", "2011-10-04T10:00:00+02:00", deadline, end, "G")
            for end in (deadline, "2011-10-31T10:00:00.001+01:00")]  # fmt: skip
    result = replay(made_up(rows, []))
    assert (result["on_time"], result["late"]) == (1, 1)
    assert [number for number, _true_at in true_instants()] == ["e-001"]


def test_what_cannot_be_is_refused_with_a_sentence(made_up) -> None:
    reasons = [(row["case_id"], row["reason"]) for row in replay(made_up())["refused"]]
    assert reasons == [
        ("a-6", "结束时间早于开始时间。"),
        ("a-7", "没有写明期限。"),
        ("a-8", "开始时间“2011-10-06 soon”读不懂。"),
        ("a-9", "开始时间“2011-10-06T10:00:00”没有时区，不知道是哪一刻。"),
        ("a-1", "办件编号重复，以文件中第一行为准。"),
        ("b-1", "环节所属的办件不在办件文件中。"),
    ]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (("", "2011-10-03T09:00:00+02:00", "2011-11-28T09:00:00+01:00", ""), "没有办件编号。"),
        (("x" * 101, "2011-10-03T09:00:00+02:00", "2011-11-28T09:00:00+01:00", ""), "不超过 100 个"),
        (("c", "2099-10-03T09:00:00+02:00", "2099-11-28T09:00:00+01:00", ""), "开始时间在将来"),
        (("c", "2011-10-03T09:00:00+02:00", "2011-11-28T09:00:00+01:00", "2099-10-03T09:00:00Z"), "结束时间在将来"),
        (("c", "1999-10-03T09:00:00+02:00", "2011-11-28T09:00:00+01:00", ""), "开始时间早于 2004 年"),
    ],
)
def test_a_row_out_of_reach_is_refused_alone(made_up, cells, reason) -> None:
    result = replay(made_up([(*cells, "General"), CASES[0]], []))
    assert [reason in row["reason"] for row in result["refused"]] == [True]
    assert (result["cases"], result["on_time"], Case.objects.count()) == (2, 1, 1)


def test_an_event_that_holds_a_resident_number_is_refused(made_up) -> None:
    result = replay(made_up(CASES[:1], [("a-1", "收到 990101198309270015", "2011-10-03T09:30:00+02:00", "")]))
    assert [row["reason"] for row in result["refused"]] == ["记录的文字里不能写身份证号，请改用姓氏或材料名称。"]
    assert not Entry.objects.filter(type="replay.activity").exists()


def test_the_logs_order_is_kept_and_a_matter_may_go_on_after_its_end(made_up) -> None:
    replay(made_up())
    case = Case.objects.get(number__endswith="-a-1")
    told = [(entry.type, entry.payload.get("activity", "")) for entry in Entry.objects.of(case.ledger_subject)]
    assert told == [
        ("replay.case_opened", ""),
        ("replay.activity", "Confirmation of receipt"),
        ("replay.activity", "T02 Check"),
        ("replay.case_ended", ""),
        ("replay.activity", "T10 Determine"),
    ]
    second = Entry.objects.of(case.ledger_subject)[2]
    assert second.at == utc("2011-10-03T07:30:00Z")
    assert second.facts()["logged_at"] == utc("2011-10-03T07:10:00Z")


def test_the_county_is_simulated_and_has_its_own_everything(made_up) -> None:
    replay(made_up())
    region = Region.objects.get(simulated=True)
    assert region.code.startswith("98") and region.code.endswith("000000")
    assert {unit.name for unit in Organization.objects.filter(region=region)} == {
        region.name, "General", "Experts", "未注明部门",
    }  # fmt: skip
    [clock] = Clock.objects.filter(subject_number__endswith="-a-4", kind="statutory")
    assert (clock.unit, clock.until, clock.due_at) == ("instant", clock.due_at, utc("2011-10-31T09:00:00Z"))
    case = Case.objects.get(number__endswith="-a-4")
    assert case.item_version.state == "draft" and case.kind == "imported"
    assert list(Watch.objects.values_list("rule__code", "simulation").distinct()) == [("T03", region.code)]
    assert not SweepRun.objects.exclude(simulation=region.code).exists()
    with pytest.raises(OnlyByReplay):
        IMPORTED_KIND.submit(item=case.item_version)


def test_a_second_run_changes_nothing(made_up) -> None:
    log = made_up()
    first, before = replay(log), _state()
    assert replay(log) == first
    assert _state() == before


def test_another_log_has_another_county(made_up) -> None:
    replay(made_up())
    result = replay(made_up(CASES[:4], EVENTS[:4], name="other"))
    assert Region.objects.filter(simulated=True).count() == 2
    assert (result["cases"], result["red"], Card.objects.count()) == (4, 2, 4)


@pytest.mark.parametrize("stop_after", range(10))
def test_a_replay_stopped_between_chunk_and_sweep_goes_on(made_up, monkeypatch, stop_after) -> None:
    """The sweep of the n-th day never came back; the next run ends as one that was never stopped."""
    whole = replay(made_up(name="whole"))
    expected, when = true_instants(), found()
    cut = made_up([*CASES, ("z", "", "", "", "")], EVENTS, name="cut")
    swept = iter(range(1000))

    def die(**given: object) -> SweepResult:
        if next(swept) == stop_after:
            raise KeyboardInterrupt
        return sweep(**given)

    monkeypatch.setattr(play, "sweep", die)
    with pytest.raises(KeyboardInterrupt):
        replay(cut)
    monkeypatch.undo()
    result = replay(cut)
    assert [result[name] for name in ("late", "red", "entries")] == [whole[name] for name in ("late", "red", "entries")]
    assert true_instants() == sorted(expected * 2, key=lambda each: (each[1], each[0]))
    assert found() == sorted(when * 2)


def test_live_supervision_lists_and_notices_know_nothing_of_it(made_up) -> None:
    cast = build()
    replay(made_up())
    issued = Card.objects.count()
    sweep()
    assert Card.objects.count() == issued
    office = scope_of(cast.supervisor, datetime.now(UTC))
    assert office.everything
    assert not Card.objects.visible_to(office).exists() and not Case.objects.visible_to(office).exists()
    entries = list(Entry.objects.filter(type="ethics_monitor.card_issued"))
    audiences = audiences_of("ethics_monitor.card_issued")
    told = [list(people) for audience in audiences for people in audience.people(entries).values()]
    assert entries and audiences and not any(told)


def test_the_nightly_comparison_agrees_with_the_cards(made_up) -> None:
    replay(made_up())
    region = Region.objects.get(simulated=True)
    end_of_log = utc("2011-11-07T11:00:00Z")
    assert not reconcile(at=end_of_log, simulation=region.code, grace=timedelta()).differs


def test_files_that_are_no_log_are_one_sentence(tmp_path: Path, made_up) -> None:
    with pytest.raises(CommandError, match="打不开文件"):
        call_command("replay_log", "--cases", str(tmp_path / "no.csv"), "--events", str(tmp_path / "no.csv"))
    log = made_up()
    log.events.write_text("case_id,when\n")
    with pytest.raises(CommandError, match="缺少列：activity、timestamp"):
        call_command("replay_log", *log.arguments)
    assert not Region.objects.exists()


def test_an_empty_log_is_an_empty_answer(made_up) -> None:
    result = replay(made_up([], []))
    assert (result["cases"], result["red"], result["refused"]) == (0, 0, [])


def test_in_words(made_up) -> None:
    out = StringIO()
    call_command("replay_log", *made_up().arguments[:-1], stdout=out)
    assert "办件 10 件：按期 2，逾期办结 1，逾期未办结 1，未到期 1，不能回放 6；黄牌 0 张，红牌 2 张" in out.getvalue()


def _state() -> list[object]:
    models = (Case, Clock, Card, Entry, Region, Organization, SweepRun, Watch)
    return [list(model.objects.order_by("pk").values()) for model in models]
