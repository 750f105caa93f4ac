"""An evidence package: what is in it, that it proves itself offline, and that the first altered file is named."""

import hashlib
import json
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from ethics_monitor import actions
from ethics_monitor.evidence import collecting
from ethics_monitor.evidence.verifying import verify
from ethics_monitor.models import Evidence
from ethics_monitor.refusals import EvidenceTooLarge, TextMissing
from kernel.cases.models import Case
from kernel.ledger.merkle import MerklePaths, MerkleTree, root_by_path, sha256
from kernel.ledger.models import AccessEntry, Entry
from kernel.ledger.refusals import NotFound
from kernel.ledger.relay import catch_up
from kernel.ledger.seals import seal
from kernel.organizations.refusals import NotYourPost
from tests.ethics_monitor.conftest import Matters
from tests.ethics_monitor.lives import Lives

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(committed: Matters, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A sealed matter with a clock, and one entry that no seal covers yet."""
    # transactions of other tests of this cluster are not waited for
    monkeypatch.setattr("kernel.ledger.stream.READY", "true")
    lives = Lives(committed)
    made = lives.of()
    lives.of()
    committed.clock(made)
    catch_up()
    seal(label=date(2026, 9, 8))
    return made


@pytest.fixture
def package(case: Case, committed: Matters) -> Evidence:
    return actions.make_evidence(kind="case", number=case.number, by=committed.cast.inspector, reason="群众举报")


def contents(package: Evidence) -> dict[str, bytes]:
    with ZipFile(BytesIO(bytes(package.archive))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def relisted(files: dict[str, bytes]) -> dict[str, bytes]:
    """The same with a manifest that says of every file what it is now."""
    manifest = json.loads(files["manifest.json"])
    for line in manifest["files"]:
        data = files[line["name"]]
        line |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return files | {"manifest.json": json.dumps(manifest, ensure_ascii=False).encode()}


def test_more_than_one_package_holds_is_refused(
    case: Case, committed: Matters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "MOST", 1)
    with pytest.raises(EvidenceTooLarge) as refusal:
        actions.make_evidence(kind="case", number=case.number, by=committed.cast.inspector, reason="群众举报")
    assert refusal.value.facts["most"] == 1 < refusal.value.facts["count"] and not Evidence.objects.exists()


def test_it_holds_the_bytes_that_were_hashed(case: Case, package: Evidence) -> None:
    files = contents(package)
    lines = json.loads(files["entries.json"])
    entries = list(Entry.objects.of(case.ledger_subject))
    assert [line["id"] for line in lines] == [entry.pk for entry in entries]
    assert all(hashlib.sha256(files[line["file"]]).hexdigest() == line["hash"] for line in lines)
    assert "证据包" in files["index.html"].decode() and "群众举报" in files["index.html"].decode()
    [matter] = json.loads(files["clocks.json"])
    assert matter["days"][0]["kind"] == "start"
    assert (package.entries, package.sealed) == (len(entries), len(entries))


def test_it_proves_itself(package: Evidence) -> None:
    found = verify(bytes(package.archive), manifest_sha256=package.manifest_sha256)
    assert (found.fault, found.number) == (None, package.number)
    assert (found.entries, found.sealed) == (package.entries, package.sealed)
    assert hashlib.sha256(bytes(package.archive)).hexdigest() == package.sha256


@pytest.mark.parametrize("name", ["index.html", "entries.json", "seals.json", "paths.json", "clocks.json"])
def test_the_first_altered_file_is_named(package: Evidence, name: str) -> None:
    files = contents(package)
    files[name] = bytes([files[name][0] ^ 1]) + files[name][1:]
    fault = verify(packed(files)).fault
    assert fault is not None and fault.file == name


def test_of_two_altered_files_the_first_is_named(package: Evidence) -> None:
    files = contents(package)
    changed = sorted(name for name in files if name.startswith("entries/"))[1]
    files[changed] += b" "
    files["index.html"] += b" "
    fault = verify(packed(files)).fault
    assert fault is not None and fault.file == changed


def test_an_entry_rewritten_with_its_manifest_is_found_by_its_hash(package: Evidence) -> None:
    files = contents(package)
    lines = json.loads(files["entries.json"])
    name = lines[1]["file"]
    files[name] = files[name].replace("农药".encode(), "兽药".encode())
    fault = verify(packed(relisted(files))).fault
    assert fault is not None and fault.file == name


def test_a_hash_rewritten_too_is_found_on_the_way_to_the_seal(package: Evidence) -> None:
    files = contents(package)
    lines = json.loads(files["entries.json"])
    last = lines[-1]
    files[last["file"]] = files[last["file"]].replace("决定".encode(), "决走".encode())
    last["hash"] = hashlib.sha256(files[last["file"]]).hexdigest()
    chained = bytes.fromhex(last["chain_before"]) + last["stream_no"].to_bytes(8, "big") + bytes.fromhex(last["hash"])
    last["chain"] = hashlib.sha256(chained).hexdigest()
    files["entries.json"] = json.dumps(lines).encode()
    fault = verify(packed(relisted(files))).fault
    assert fault is not None and fault.file == "paths.json"


def test_a_package_made_anew_is_found_by_the_printed_digest(package: Evidence) -> None:
    files = relisted(contents(package) | {"letters.json": b"[ ]"})
    assert verify(packed(files)).fault is None
    fault = verify(packed(files), manifest_sha256=package.manifest_sha256).fault
    assert fault is not None and fault.file == "manifest.json"


def test_what_is_missing_or_beside_it_is_named(package: Evidence) -> None:
    files = contents(package)
    fault = verify(packed(files | {"more.txt": b"x"})).fault
    assert fault is not None and fault.file == "more.txt"
    del files["seals.json"]
    fault = verify(packed(files)).fault
    assert fault is not None and fault.file == "seals.json"
    assert verify(b"no zip").fault is not None


def test_every_single_byte_of_the_entries_counts(package: Evidence) -> None:
    """A byte changed anywhere in the stored file is told, or changed nothing that is read."""
    data, whole = bytes(package.archive), contents(package)
    for place in range(60, len(data), max(len(data) // 60, 1)):
        spoilt = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        if verify(spoilt).fault is None:
            with ZipFile(BytesIO(spoilt)) as archive:
                assert {name: archive.read(name) for name in archive.namelist()} == whole


def test_the_command_says_so(package: Evidence, tmp_path: Path) -> None:
    file, out = tmp_path / "a.zip", StringIO()
    file.write_bytes(bytes(package.archive))
    call_command("verify_evidence", str(file), manifest=package.manifest_sha256, stdout=out)
    assert package.number in out.getvalue()
    files = contents(package)
    file.write_bytes(packed(files | {"index.html": b"x"}))
    with pytest.raises(CommandError, match=r"index\.html"):
        call_command("verify_evidence", str(file))


def test_it_is_numbered_told_and_logged(case: Case, package: Evidence) -> None:
    entry = Entry.objects.of(package.ledger_subject).get()
    assert (entry.about_id, entry.payload["sha256"]) == (case.pk, package.sha256)
    log = AccessEntry.objects.latest("position")
    assert (log.whom_id, log.fields, log.why) == (case.pk, ["evidence", package.number], "群众举报")


def test_a_second_one_holds_what_came_since(case: Case, package: Evidence, committed: Matters) -> None:
    again = actions.make_evidence(kind="case", number=case.number, by=committed.cast.supervisor, reason="复核")
    assert again.number != package.number and again.entries == package.entries


def test_it_asks_why_whose_post_and_what(case: Case, committed: Matters) -> None:
    facts = {"kind": "case", "number": case.number, "reason": "群众举报"}
    with pytest.raises(TextMissing):
        actions.make_evidence(**facts | {"reason": " "}, by=committed.cast.inspector)
    with pytest.raises(NotYourPost):
        actions.make_evidence(**facts, by=committed.cast.reviewer)
    with pytest.raises(NotFound):
        actions.make_evidence(**facts | {"number": "none"}, by=committed.cast.inspector)
    with pytest.raises(NotFound):
        actions.make_evidence(**facts | {"kind": "user"}, by=committed.cast.inspector)
    assert not Evidence.objects.exists() and not AccessEntry.objects.exists()


def test_hand_overs_are_listed_in_order(package: Evidence, committed: Matters) -> None:
    cast, to = committed.cast, {"unit": "县纪委监委", "receiver": "秦正", "receipt": "签收"}
    for _each in range(2):
        actions.hand_over_evidence(number=package.number, by=cast.inspector, **to)
    assert [each.ordinal for each in package.hand_overs.all()] == [1, 2]
    assert Entry.objects.of(package.ledger_subject).last().type == "ethics_monitor.evidence_handed_over"
    with pytest.raises(TextMissing):
        actions.hand_over_evidence(number=package.number, by=cast.inspector, **to | {"receipt": ""})
    with pytest.raises(NotFound):
        actions.hand_over_evidence(number=package.number, by=cast.clerk, **to)


def test_it_stays_as_it_was(package: Evidence) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=package.pk).update(reason="别的理由")


@pytest.mark.parametrize("many", [1, 2, 3, 5, 8, 13])
def test_every_leaf_leads_to_the_root(many: int) -> None:
    leaves = [bytes([place]) for place in range(many)]
    tree, paths = MerkleTree(sha256), MerklePaths(leaves, sha256)
    for leaf in leaves:
        tree.add(leaf)
    assert all(root_by_path(leaf, paths.path(at), sha256) == tree.root() for at, leaf in enumerate(leaves))
