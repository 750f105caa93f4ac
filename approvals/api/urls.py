"""Paths of the API's doors to licence cases."""

from django.urls import path

from approvals.api import (
    accounts,
    batches,
    consult,
    mandates,
    person,
    public,
    pushed,
    questions,
    registered,
    reveal,
    scans,
    sharing,
    shift,
    track_papers,
    views,
)

app_name = "approvals_api"

urlpatterns = [
    path("items/", public.ItemList.as_view(), name="items"),
    path("items/<str:code>/", public.ItemDetail.as_view(), name="item"),
    path("track/", public.Track.as_view(), name="track"),
    path("track/ask/", questions.TrackAsk.as_view(), name="track_ask"),
    path("track/reply/", questions.TrackReply.as_view(), name="track_reply"),
    path("track/papers/", track_papers.TrackPapers.as_view(), name="track_papers"),
    path("track/upload/", track_papers.TrackUpload.as_view(), name="track_upload"),
    path("track/remove/", track_papers.TrackRemove.as_view(), name="track_remove"),
    path("track/supplement/", track_papers.TrackSupplement.as_view(), name="track_supplement"),
    path("questions/", questions.WaitingQuestions.as_view(), name="questions"),
    path("pushed-decisions/", pushed.PushedDecisions.as_view(), name="pushed"),
    path("pushed-decisions/acknowledge/", pushed.Acknowledge.as_view(), name="pushed_acknowledge"),
    path("cases/", views.CaseList.as_view(), name="cases"),
    path("cases/<str:number>/", views.CaseDetail.as_view(), name="case"),
    path("cases/<str:number>/reveal/", reveal.Reveal.as_view(), name="reveal"),
    path("cases/<str:number>/scan/", scans.Scan.as_view(), name="scan"),
    path("cases/<str:number>/submit/", views.Submit.as_view(), name="submit"),
    path("cases/<str:number>/ask/", questions.Ask.as_view(), name="ask"),
    path("cases/<str:number>/reply/", questions.Reply.as_view(), name="reply"),
    path("cases/<str:number>/share/", sharing.ShareCase.as_view(), name="share"),
    path("cases/<str:number>/take-back/", sharing.TakeBack.as_view(), name="take-back"),
    path("batches/", batches.Receive.as_view(), name="batch_receive"),
    path("batches/<str:number>/", batches.Detail.as_view(), name="batch"),
    path("mandates/", mandates.Mandates.as_view(), name="mandates"),
    path("mandates/grant/", mandates.Grant.as_view(), name="mandates_grant"),
    path("mandates/enter/", mandates.Enter.as_view(), name="mandates_enter"),
    path("mandates/end/", mandates.End.as_view(), name="mandates_end"),
    path("accounts/open/", accounts.Open.as_view(), name="accounts_open"),
    path("accounts/renew/", accounts.Renew.as_view(), name="accounts_renew"),
    path("applications/drafts/", views.Draft.as_view(), name="draft"),
    path("applications/", views.Receive.as_view(), name="receive"),
    path("people/", person.PersonView.as_view(), name="person"),
    path("consultations/", consult.Consult.as_view(), name="consult"),
    path("consultations/undo/", consult.Undo.as_view(), name="consult_undo"),
    path("shift/", shift.Shift.as_view(), name="shift"),
    path("shift/over/", shift.Over.as_view(), name="shift_over"),
    path("shift/back/", shift.Back.as_view(), name="shift_back"),
    path("spot-notices/", views.TellOnTheSpot.as_view(), name="tell"),
    path("registered/", registered.Board.as_view(), name="registered"),
    path("registered/enter/", registered.Register.as_view(), name="register"),
    path("registered/<str:number>/", registered.Detail.as_view(), name="registered_case"),
    *(
        path(f"registered/<str:number>/{code}/", view.as_view(), name=f"registered_{code}")
        for code, view in registered.VERB_VIEWS.items()
    ),
    *(path(f"cases/<str:number>/{code}/", view.as_view(), name=code) for code, view in views.VERB_VIEWS.items()),
]
