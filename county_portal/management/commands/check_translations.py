"""`manage.py check_translations`: every word of code and templates has its English; nothing fuzzy, nothing stale."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from county_portal import catalogue_of_words as words

PACKAGES = ("county_portal", "evaluation", "ethics_monitor", "approvals", "civic_service", "trading", "kernel")


class Command(BaseCommand):
    """Fails on a missing or fuzzy translation, a bare Chinese text in a template, or a .mo that is not the .po's."""

    help = "Check the English catalogue; --add appends missing words to the .po, --compile writes the .mo."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--add", action="store_true", help="append missing words, untranslated, to the .po")
        parser.add_argument("--compile", action="store_true", help="write the .mo")

    def handle(self, *args: Any, **options: Any) -> None:
        """Report everything that is wrong at once."""
        root = Path(settings.ROOT)
        folder = root / "locale" / "en" / "LC_MESSAGES"
        used = words.used_words(root, PACKAGES)
        if options["add"]:
            self._add(folder / "django.po", used)
        entries = words.read_po(folder / "django.po")
        if options["compile"]:
            (folder / "django.mo").write_bytes(words.mo_bytes(entries))
        problems = [*self._of_catalogue(used, entries), *self._of_templates(root)]
        if not words.is_current(folder / "django.mo", entries):
            problems.append("locale/en/LC_MESSAGES/django.mo is stale: run manage.py check_translations --compile")
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} to put right in the English translation")
        self.stdout.write(f"{len(used)} words in use, all in English")

    def _of_catalogue(self, used: dict[str, words.Word], entries: list[words.Entry]) -> list[str]:
        known = {entry.key: entry for entry in entries}
        problems = []
        for key, word in sorted(used.items(), key=lambda pair: pair[1].place):
            entry = known.get(key)
            if entry is None or not any(entry.answers.values()):
                problems.append(f"{word.place}: not in English: {word.text}")
            elif entry.fuzzy:
                problems.append(f"{word.place}: fuzzy: {word.text}")
            elif bool(word.plural) and not entry.plural:
                problems.append(f"{word.place}: no plural: {word.text}")
        return problems

    def _of_templates(self, root: Path) -> list[str]:
        problems = []
        for path in words.sources(root, PACKAGES):
            if path.suffix != ".py":
                place = path.relative_to(root).as_posix()
                problems += [
                    f"{place}: Chinese outside a translation tag: {text[:60]}"
                    for text in words.bare_chinese(path.read_text(encoding="utf-8"))
                ]
        return problems

    def _add(self, po: Path, used: dict[str, words.Word]) -> None:
        known = {entry.key for entry in words.read_po(po)}
        lines = []
        for key, word in used.items():
            if key in known:
                continue
            lines += ["", f"#: {word.place}"]
            lines += [f"msgctxt {quoted(word.context)}"] if word.context else []
            lines.append(f"msgid {quoted(word.text)}")
            if word.plural:
                lines += [f"msgid_plural {quoted(word.plural)}", 'msgstr[0] ""', 'msgstr[1] ""']
            else:
                lines.append('msgstr ""')
        with po.open("a", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))


def quoted(text: str) -> str:
    """A text as a .po line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
