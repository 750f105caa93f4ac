"""Paths of the roof's API doors."""

from django.urls import URLPattern, path

from county_portal.api import (
    absences,
    deadline,
    hall_register,
    inbox,
    letters,
    mine,
    offices,
    outbox,
    papers,
    seals,
    take_over,
)

app_name = "roof_api"

urlpatterns: list[URLPattern] = [
    path("take-over/", take_over.TakeOver.as_view(), name="take_over"),
    path("inbox/", inbox.Inbox.as_view(), name="inbox"),
    path("inbox/read/", inbox.ReadAll.as_view(), name="inbox_read_all"),
    path("inbox/<int:notice>/read/", inbox.Read.as_view(), name="notice_read"),
    path("outbox/", outbox.Outbox.as_view(), name="outbox"),
    path("calls/", outbox.Calls.as_view(), name="calls"),
    path("calls/<int:call>/dial/", outbox.CallDial.as_view(), name="call_dial"),
    path("calls/<int:call>/note/", outbox.CallNote.as_view(), name="call_note"),
    path("absences/", absences.Absences.as_view(), name="absences"),
    path("absences/enter/", absences.Enter.as_view(), name="absence_enter"),
    path("absences/<int:absence>/back/", absences.Back.as_view(), name="absence_back"),
    path("hall-register/", hall_register.Read.as_view(), name="hall_register"),
    path("hall-register/enter/", hall_register.Enter.as_view(), name="hall_register_enter"),
    path("deadline/", deadline.Deadline.as_view(), name="deadline"),
    path("applicants/", mine.Applicants.as_view(), name="applicants"),
    path("cases/<str:number>/discard/", mine.Discard.as_view(), name="discard"),
    path("cases/<str:number>/documents/", papers.DocumentList.as_view(), name="case_documents"),
    path("cases/<str:number>/letters/", letters.CaseLetters.as_view(), name="case_letters"),
    path("bags/<str:number>/letters/", letters.BagLetters.as_view(), name="bag_letters"),
    path("cards/<str:number>/letters/", letters.CardLetters.as_view(), name="card_letters"),
    path("cases/<str:number>/uploads/", papers.Upload.as_view(), name="upload"),
    path("cases/<str:number>/uploads/<str:document>/remove/", papers.RemoveUpload.as_view(), name="remove_upload"),
    path("documents/<str:number>/", papers.DocumentDetail.as_view(), name="document"),
    path("letters/<str:number>/", letters.VerifyLetter.as_view(), name="verify_letter"),
    path("letters/<str:number>/stamp/", letters.Stamp.as_view(), name="letter_stamp"),
    path("seals/", seals.SealList.as_view(), name="seals"),
    path("seals/<int:number>/", seals.SealDetail.as_view(), name="seal"),
    path("health/data/", offices.DataHealth.as_view(), name="data_health"),
    path("access-log/", offices.AccessLog.as_view(), name="access_log"),
]
