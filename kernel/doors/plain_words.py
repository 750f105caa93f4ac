"""Legal words in everyday ones (practice.md §2): the one list that every public page shows."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PLAIN_WORDS: Final[tuple[tuple[str | Promise, str | Promise], ...]] = (
    (_("收件"), _("收到了您的申请，还没看齐不齐")),
    (_("受理"), _("已收下开始办")),
    (_("不予受理"), _("没有收下，理由写在决定书上")),
    (_("补正"), _("还缺材料，要补")),
    (_("一次告知"), _("缺什么一次说全，只说一次")),
    (_("容缺"), _("先办着，缺的晚点补")),
    (_("承诺期限"), _("单位自己说好的日子")),
    (_("法定期限"), _("法律规定最晚的日子")),
    (_("工作日"), _("上班的日子，周末和放假不算")),
    (_("暂停计时"), _("依法不算天数，比如听证、检测")),
    (_("准予"), _("批准了")),
    (_("送达"), _("决定交到您手里")),
    (_("办结"), _("办好了")),
    (_("行政复议"), _("不服的，请上级再审一遍")),
)
