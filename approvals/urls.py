"""Doors of the hall's own pages; hung up under the root with the namespace `approvals`."""

from django.urls import URLPattern, path

from approvals.pages import (
    accounts,
    batch,
    case,
    consult,
    hall,
    mandates,
    pushed,
    questions,
    registered,
    reveal,
    review,
    scans,
    shift,
    slips,
)
from kernel.doors.entering import signed_in_first

app_name = "approvals"

urlpatterns: list[URLPattern] = [
    path("hall/", signed_in_first(hall.hall), name="hall"),
    path("hall/person/", signed_in_first(hall.person), name="person"),
    path("hall/intake/", signed_in_first(hall.intake), name="intake"),
    path("hall/register/", signed_in_first(registered.register), name="register"),
    path("hall/told/<str:number>/", signed_in_first(slips.spot_slip), name="spot_slip"),
    path("hall/batches/", signed_in_first(batch.batch_form), name="batches"),
    path("hall/batches/read/", signed_in_first(batch.batch_read), name="batch_read"),
    path("hall/batches/receive/", signed_in_first(batch.batch_receive), name="batch_receive"),
    path("hall/batches/<str:number>/", signed_in_first(batch.batch_sheet), name="batch"),
    path("hall/consult/", signed_in_first(consult.consult), name="consult"),
    path("hall/consult/undo/", signed_in_first(consult.undo), name="consult_undo"),
    path("hall/mandates/", signed_in_first(mandates.mandates), name="mandates"),
    path("hall/mandates/enter/", signed_in_first(mandates.enter), name="mandates_enter"),
    path("hall/accounts/", signed_in_first(accounts.accounts), name="accounts"),
    path("hall/accounts/open/", signed_in_first(accounts.open_account), name="accounts_open"),
    path("hall/accounts/renew/", signed_in_first(accounts.renew), name="accounts_renew"),
    path("hall/shift/", signed_in_first(shift.shift), name="shift"),
    path("hall/shift/over/", signed_in_first(shift.over), name="shift_over"),
    path("hall/shift/back/", signed_in_first(shift.back), name="shift_back"),
    path("review/", signed_in_first(review.review), name="review"),
    path("review/unit/", signed_in_first(review.review), {"which": "unit"}, name="unit"),
    path("pushed/", signed_in_first(pushed.pushed), name="pushed"),
    path("pushed/acknowledge/", signed_in_first(pushed.acknowledge), name="pushed_acknowledge"),
    path("questions/", signed_in_first(questions.questions), name="questions"),
    path("registered/", signed_in_first(registered.registered_board), name="registered"),
    path("registered/<str:number>/", signed_in_first(registered.registered_case), name="registered_case"),
    path("registered/<str:number>/<str:verb>/", signed_in_first(registered.registered_verb), name="registered_verb"),
    path("cases/<str:number>/", signed_in_first(case.case_file), name="case"),
    path("cases/<str:number>/slip/", signed_in_first(slips.slip), name="slip"),
    path("cases/<str:number>/label/", signed_in_first(slips.label), name="label"),
    path("cases/<str:number>/reveal/", signed_in_first(reveal.reveal), name="reveal"),
    path("cases/<str:number>/scan/<str:paper>/", signed_in_first(scans.scan), name="scan"),
    path("cases/<str:number>/<str:verb>/", signed_in_first(case.case_verb), name="verb"),
]
