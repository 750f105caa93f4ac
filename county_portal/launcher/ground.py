"""The law every county starts with, laid once: without it a first start would watch nothing."""

from county_portal.launcher import management
from county_portal.launcher.engines import Engines

COMMAND = "lay_ground"


def lay(portal: Engines, environment: dict[str, str]) -> None:
    """Install regimes and rules where there is no rule yet. Errors: Refusal with the command's last line."""
    if _has_rules(portal):
        return
    if management.run_logged(portal, environment, [COMMAND], log="ground") != 0:
        raise management.failure(portal, "装载办理规则和监察规则", "ground", "请按日志处理后再启动。")


def _has_rules(portal: Engines) -> bool:
    """True when some supervision rule is there, of whatever state."""
    with portal.postgres.session() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM ethics_monitor_rule)")
        return cursor.fetchone() == (True,)
