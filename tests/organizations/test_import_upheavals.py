"""A county rearranged by file: no village is left under a town that is gone, and no successor leads in a circle."""

from datetime import date

from kernel.organizations.models import Region
from kernel.organizations.queries import living_region
from tests.organizations.test_import_regions import COUNTY, HEAD, Import, bring, snapshot

__all__ = ["bring"]  # the fixture

MERGING = [*HEAD, "merged_into"]
SHI, SHUANG = "990101104000", "990101105000"
MEN, TOU, HONG = "990101104200", "990101104201", "990101105200"
AUTUMN, WINTER = date(2026, 10, 1), date(2026, 11, 1)


def merging(into: dict[str, str], without: tuple[str, ...] = (), **parents: str) -> list[list[str]]:
    """The county's rows with a successor for some, less some, and other parents by code (as c<code>=…)."""
    return [
        [*row[:3], parents.get(f"c{row[0]}", row[3]), into.get(row[0], "")] for row in COUNTY if row[0] not in without
    ]


def orphans() -> list[str]:
    lost = Region.objects.living().filter(parent__valid_until__isnull=False)
    return sorted(lost.values_list("code", flat=True))


def test_a_merged_town_takes_along_the_villages_that_the_file_does_not_name(bring: Import) -> None:
    bring(COUNTY)
    towns = [row for row in merging({SHI: SHUANG}) if row[2] != "village"]
    assert (lambda told: (told["merged"], told["moved"]))(bring(towns, head=MERGING, valid_from=AUTUMN)) == (1, 2)
    assert not orphans()
    moved = living_region(MEN)
    assert moved is not None and moved.parent == living_region(SHI) == living_region(SHUANG)
    before = snapshot()
    assert bring(towns, head=MERGING, valid_from=AUTUMN)["moved"] == 0
    assert snapshot() == before


def test_a_file_that_leaves_a_village_under_a_merged_town_is_refused(bring: Import) -> None:
    bring(COUNTY)
    before = snapshot()
    errors = bring(merging({SHI: SHUANG}), head=MERGING)["errors"]
    assert [(each["line"], each["code"]) for each in errors] == [(7, MEN), (8, TOU)]
    assert all("并入别处" in each["reason"] for each in errors)
    assert snapshot() == before
    told = bring(merging({SHI: SHUANG}, c990101104200=SHUANG, c990101104201=SHUANG), head=MERGING)
    assert (told["moved"], told["merged"]) == (2, 1)
    assert not orphans()


def test_a_town_is_not_closed_over_its_villages(bring: Import) -> None:
    bring(COUNTY)
    before = snapshot()
    silent = [row for row in COUNTY if row[2] != "village" and row[0] != SHI]
    for rows, count in ((silent, "2"), ([row for row in COUNTY if row[0] != SHI], "2")):
        [error] = bring(rows, allow_closures=True)["errors"]
        assert error["code"] == SHI and f"还有 {count} 个" in error["reason"]
    assert snapshot() == before
    gone = merging({}, without=(SHI, TOU), c990101104200=SHUANG)
    assert (lambda told: (told["closed"], told["moved"]))(bring(gone, head=MERGING)) == (2, 1)
    assert not orphans()


def test_a_town_that_comes_back_has_its_villages_again(bring: Import) -> None:
    bring(COUNTY)
    bring(merging({}, without=(SHI, MEN, TOU)), head=MERGING, valid_from=AUTUMN)
    assert bring(COUNTY, valid_from=WINTER)["created"] == 3
    # a town closed without its villages, as earlier imports left it
    Region.objects.living().filter(code=SHI).update(valid_until=date(2026, 11, 10))
    assert orphans() == [MEN, TOU]
    told = bring(COUNTY, valid_from=date(2026, 11, 20))
    assert (told["created"], told["moved"]) == (1, 2)
    assert not orphans()
    assert bring(COUNTY)["unchanged"] == len(COUNTY)


def test_successors_lead_somewhere(bring: Import) -> None:
    bring(COUNTY)
    before = snapshot()
    for into, words in (
        ({MEN: TOU, TOU: MEN}, "自己也"),
        ({MEN: TOU, TOU: HONG}, "自己也"),
        ({SHI: HONG}, "下级"),
    ):
        errors = bring(merging(into), head=MERGING)["errors"]
        assert words in errors[0]["reason"], into
    assert snapshot() == before


def test_a_file_that_keeps_old_mergers_may_be_brought_again(bring: Import) -> None:
    bring(COUNTY)
    bring(merging({MEN: TOU}), head=MERGING, valid_from=AUTUMN)
    both = merging({MEN: TOU, TOU: HONG})
    assert bring(both, head=MERGING, valid_from=WINTER)["merged"] == 1
    assert bring(both, head=MERGING, valid_from=WINTER)["unchanged"] == len(COUNTY)
    assert living_region(MEN) == living_region(HONG)


def test_a_row_with_more_cells_than_columns_is_refused(bring: Import) -> None:
    bring(COUNTY)
    [error] = bring([*COUNTY, ["990101104202", "前村", "village", SHI, "", "后村"]])["errors"]
    assert error["line"] == 10 and "后村" in error["reason"]
