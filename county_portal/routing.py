"""Every websocket of the portal. An app brings its consumers; this page only hangs them up."""

from django.urls import URLPattern, path

from approvals.consumers import CaseConsumer
from ethics_monitor.consumers import BoardConsumer
from kernel.notices.consumers import InboxConsumer

websocket_urlpatterns: list[URLPattern] = [
    path("ws/inbox/", InboxConsumer.as_asgi(), name="ws_inbox"),
    path("ws/board/", BoardConsumer.as_asgi(), name="ws_board"),
    path("ws/cases/<str:number>/", CaseConsumer.as_asgi(), name="ws_case"),
]
