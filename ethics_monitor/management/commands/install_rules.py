"""manage.py install_rules: put the product's own supervision rules into force on a first start."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from ethics_monitor.actions import install_rules


class Command(BaseCommand):
    help = "启用产品自带的监察规则（可重复执行）"

    def handle(self, *args: Any, **options: Any) -> None:
        made = install_rules()
        self.stdout.write(
            _("新启用规则 {count} 条：{codes}").format(
                count=len(made), codes="、".join(rule.code for rule in made) or "—"
            )
        )
