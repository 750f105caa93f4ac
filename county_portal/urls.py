"""Every door of the portal. An app lists its own routes; this page only hangs them up."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from county_portal.devices.pages import second_screen
from county_portal.pages import (
    absences,
    access_log,
    calls,
    data_health,
    deadline,
    desk,
    find,
    hall_register,
    health,
    home,
    inbox,
    letters,
    morning,
    my_info,
    notice_routes,
    outbox,
    privacy,
    robots,
    seals,
    second_factors,
    take_over,
    workshop,
    workshop_draft,
    workshop_several,
    workshop_words,
)
from kernel.doors.entering import signed_in_first

handler400 = "kernel.doors.errors.bad_request"
handler403 = "kernel.doors.errors.forbidden"
handler404 = "kernel.doors.errors.not_found"
# asked by allauth's limits
handler429 = "kernel.doors.errors.too_many"
handler500 = "kernel.doors.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("robots.txt", robots.robots, name="robots"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("desk/", desk.desk, name="desk"),
    path("find/", find.box, name="look_up"),
    path("second-screen/", signed_in_first(second_screen), name="second_screen"),
    path("deadline/", deadline.calculator, name="deadline_calculator"),
    # before the numbers of cases, which are addresses too
    path("my/info/", my_info.my_info, name="my_info"),
    path("my/info/change/", my_info.change, name="my_info_change"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="inbox_read_all"),
    path("inbox/<int:notice>/read/", inbox.read, name="notice_read"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:message>/", outbox.outbox_message, name="outbox_message"),
    path("outbox/<int:message>/open/", outbox.outbox_open, name="outbox_open"),
    path("outbox/<int:message>/again/", outbox.outbox_again, name="outbox_again"),
    path("calls/", calls.calls, name="calls"),
    path("notice-routes/", notice_routes.board, name="notice_routes"),
    path("notice-routes/route/", notice_routes.switch, name="notice_route_set"),
    path("notice-routes/template/", notice_routes.word, name="notice_template_set"),
    path("notice-routes/hours/", notice_routes.time_it, name="notice_hours_set"),
    path("calls/<int:call>/dial/", calls.call_dial, name="call_dial"),
    path("calls/<int:call>/note/", calls.call_note, name="call_note"),
    path("calls/<int:call>/give-up/", calls.call_give_up, name="call_give_up"),
    path("health/", health.health, name="health"),
    path("health/data/", data_health.data_health, name="data_health"),
    path("letters/<str:number>/stamp/", letters.stamp, name="letter_stamp"),
    path("letters/<str:number>/unstamp/", letters.unstamp, name="letter_unstamp"),
    path("absences/", absences.board, name="absences"),
    path("absences/<int:absence>/back/", absences.back, name="absence_back"),
    path("access-log/", access_log.access_log, name="access_log"),
    path("morning/", morning.morning, name="morning"),
    path("second-factors/", second_factors.board, name="second_factors"),
    path("second-factors/reset/", second_factors.reset, name="second_factor_reset"),
    path("hall-register/", hall_register.board, name="hall_register"),
    path("hall-register/export/hall-register.xlsx", hall_register.export, name="hall_register_export"),
    path("hall-register/enter/", hall_register.enter, name="hall_register_enter"),
    path("take-over/", take_over.take_over, name="take_over"),
    path("workshop/", workshop.items, name="workshop"),
    path("workshop/new/", workshop_draft.new, name="workshop_new"),
    path("workshop/submit/", workshop_several.submit_several, name="workshop_submit_several"),
    path("workshop/publish/", workshop_several.publish_several, name="workshop_publish_several"),
    path("workshop/export/items.<str:shape>", workshop.export, name="workshop_export"),
    path("workshop/words/", workshop_words.words, name="workshop_words"),
    path("workshop/words/teach/", workshop_words.teach, name="workshop_teach"),
    path("workshop/words/give-up/", workshop_words.give_up, name="workshop_give_up"),
    path("workshop/words/situation/", workshop_words.situation, name="workshop_situation"),
    path("workshop/words/read/", workshop_words.read, name="workshop_read"),
    path("workshop/items/<str:code>/", workshop.item, name="workshop_item"),
    path("workshop/items/<str:code>/open/", workshop.open_next, name="workshop_open"),
    path("workshop/items/<str:code>/submit/", workshop.submit, name="workshop_submit"),
    path("workshop/items/<str:code>/publish/", workshop.publish, name="workshop_publish"),
    path("workshop/items/<str:code>/send-back/", workshop.send_back, name="workshop_send_back"),
    path("workshop/items/<str:code>/withdraw/", workshop.withdraw, name="workshop_withdraw"),
    path("workshop/items/<str:code>/retire/", workshop.retire, name="workshop_retire"),
    path("workshop/items/<str:code>/preview/", workshop_draft.form_preview, name="workshop_preview"),
    path("workshop/items/<str:code>/edit/<str:part>/", workshop_draft.edit, name="workshop_edit"),
    path("seals/", seals.public_seals, name="public_seals"),
    path("seals/<int:number>/", seals.public_seal, name="public_seal"),
    path("", include("kernel.doors.frame_urls")),
    path("account/", include("kernel.accounts.urls")),
    path("", include("kernel.documents.urls")),
    path("", include("approvals.public.urls")),
    path("", include("approvals.urls")),
    path("", include("civic_service.urls")),
    path("", include("ethics_monitor.urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("api/v1/", include("approvals.api.urls")),
    path("api/v1/", include("civic_service.api.urls")),
    path("api/v1/", include("ethics_monitor.api.urls")),
    path("api/v1/", include("county_portal.api.urls")),
]
if settings.DEMO or settings.DEBUG:
    urlpatterns.append(
        path("api/v1/docs/", SpectacularSwaggerSplitView.as_view(url_name="api_schema"), name="api_docs")
    )
