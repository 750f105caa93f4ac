"""manage.py lay_ground: the data every county starts with, demo or not: regimes of procedure, everyday words,
supervision rules, and by which channels who is told."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from ethics_monitor.actions import install_rules
from kernel.catalogue import everyday, regimes
from kernel.notices.actions import plant_routes


class Command(BaseCommand):
    help = "装入办理规则、找事项用的俗称、监察规则和通知路由（可重复执行）"

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            laid = regimes.install()
            everyday.install()
            rules = install_rules()
            routes = plant_routes()
        self.stdout.write(
            _("办理规则 {regimes} 种，新启用监察规则 {rules} 条，新增通知路由 {routes} 条").format(
                regimes=len(laid), rules=len(rules), routes=routes
            )
        )
