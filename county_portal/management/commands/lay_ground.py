"""manage.py lay_ground: the data every county starts with, demo or not: regimes of procedure, everyday words, rules."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from ethics_monitor.actions import install_rules
from kernel.catalogue import everyday, regimes


class Command(BaseCommand):
    help = "装入办理规则、找事项用的俗称和监察规则（可重复执行）"

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            laid = regimes.install()
            everyday.install()
            rules = install_rules()
        self.stdout.write(
            _("办理规则 {regimes} 种，新启用监察规则 {rules} 条").format(regimes=len(laid), rules=len(rules))
        )
