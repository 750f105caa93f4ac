"""`./portal bench`: the measurements on throw-away engines with room to breathe."""

import signal
import subprocess
import sys

from county_portal.launcher import engines, management
from county_portal.launcher.children import die_with_parent
from county_portal.launcher.refusals import whisper


def run(arguments: list[str]) -> int:
    """Migrate a throw-away database, hand over to `county_portal.bench`, return its exit code."""
    with engines.throwaway(generous=True) as portal:
        management.migrate(portal)
        whisper("测量开始(临时数据库,用完即删)……")
        argv = [sys.executable, "-m", "county_portal.bench", *arguments]
        owner, arrange = portal.environment(as_owner=True), die_with_parent(signal.SIGTERM)
        return subprocess.run(argv, env=owner, cwd=portal.layout.root, preexec_fn=arrange, check=False).returncode
