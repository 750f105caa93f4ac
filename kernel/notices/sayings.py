"""What came of a try: kept in the row as a code, put into the reader's words here and nowhere else."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WORKER_SILENT: Final = "worker_silent"
TOLD_BY_MESSAGE: Final = "told_by_message"
TOLD_BY_CALL: Final = "told_by_call"
SUPERSEDED: Final = "superseded"
OTHER_REQUEST: Final = "other_request"
NO_MESSAGE_ID: Final = "no_message_id"
NO_GATEWAY: Final = "no_gateway"
ADDRESS_NOT_ALLOWED: Final = "address_not_allowed"
NAME_NOT_FOUND: Final = "name_not_found"
NOT_HTTP: Final = "not_http"

_SILENT: Final = gettext_lazy("对方没有及时答复")
_UNREACHED: Final = gettext_lazy("连不上对方")
_BROKEN_OFF: Final = gettext_lazy("对方的答复不完整或不合规矩")
# a failure of the line is kept under the name that the library gives it
WORDS: Final[Mapping[str, str | Promise]] = {
    WORKER_SILENT: gettext_lazy("发送程序中途停了，没有结果"),
    TOLD_BY_MESSAGE: gettext_lazy("短信已发出，不用打了"),
    TOLD_BY_CALL: gettext_lazy("已电话告知，不用发了"),
    SUPERSEDED: gettext_lazy("同一件有了新的进展，以新的为准"),
    OTHER_REQUEST: gettext_lazy("短信网关答的不是这一条"),
    NO_MESSAGE_ID: gettext_lazy("短信网关说收下了，但没有给编号"),
    ADDRESS_NOT_ALLOWED: gettext_lazy("推送地址不在允许的网络里"),
    NAME_NOT_FOUND: gettext_lazy("找不到对方的地址（域名解析失败）"),
    NOT_HTTP: gettext_lazy("地址不是 http 地址"),
    "INVALID_PHONE": gettext_lazy("短信网关说号码不对"),
    "PHONE_REFUSED": gettext_lazy("短信网关说对方拒收"),
    "TEMPLATE_UNKNOWN": gettext_lazy("短信网关不认识这个模板"),
    "PARAMS_INVALID": gettext_lazy("短信网关说模板里填的内容不对"),
    "250": gettext_lazy("邮件服务器已收下"),
    "wrong_number": gettext_lazy("号码不是本人的"),
    "no_such_number": gettext_lazy("空号或停机"),
    "too_often": gettext_lazy("打了多次没人接"),
    "refuses": gettext_lazy("对方不愿接听"),
    "ConnectTimeout": _UNREACHED,
    "ConnectError": _UNREACHED,
    "ConnectionRefusedError": _UNREACHED,
    "gaierror": gettext_lazy("找不到对方的地址（域名解析失败）"),
    "SMTPConnectError": _UNREACHED,
    "ReadTimeout": _SILENT,
    "WriteTimeout": _SILENT,
    "PoolTimeout": _SILENT,
    "TimeoutError": _SILENT,
    "ReadError": _BROKEN_OFF,
    "WriteError": _BROKEN_OFF,
    "RemoteProtocolError": _BROKEN_OFF,
    "LocalProtocolError": _BROKEN_OFF,
    "SMTPServerDisconnected": _BROKEN_OFF,
    "ConnectionResetError": _BROKEN_OFF,
}


def _taken(said: re.Match[str]) -> str:
    return _("对方已收下（{code}）").format(code=said[0])


def _answered(said: re.Match[str]) -> str:
    return _("对方没有收下，答复 {code}").format(code=said[0])


def _no_gateway(said: re.Match[str]) -> str:
    return _("对方的答复不是短信网关的答复（HTTP {code}）").format(code=said[1])


def _fault(said: re.Match[str]) -> str:
    return _("发送时出错（{code}）").format(code=said[0])


# codes that hold a figure or a word of the peer's
_PATTERNS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (re.compile(rf"{NO_GATEWAY} ([0-9]+)"), _no_gateway),
    (re.compile(r"HTTP 2[0-9]{2}"), _taken),
    (re.compile(r"(HTTP|SMTP) -?[0-9]+|[0-9]{3} [A-Za-z0-9_.-]*"), _answered),
    (re.compile(r"[A-Za-z]+(Error|Exception|Timeout)"), _fault),
)


def in_words(said: str) -> str:
    """What came of the last try, for people; a peer's number of a message it took is shown as that."""
    if not said:
        return ""
    if said in WORDS:
        return str(WORDS[said])
    for pattern, words in _PATTERNS:
        if found := pattern.fullmatch(said):
            return words(found)
    return _("对方编号 {number}").format(number=said)
