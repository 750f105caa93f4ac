"""Paths of the API's doors to cards."""

from django.urls import path

from ethics_monitor.api import evidence, patterns, views

app_name = "ethics_monitor_api"

urlpatterns = [
    path("patterns/", patterns.PatternTableView.as_view(), name="patterns"),
    path("patterns/rows/", patterns.PatternRowsView.as_view(), name="pattern_rows"),
    path("patterns/agent/", patterns.PatternAgentView.as_view(), name="pattern_agent"),
    path("clues/", patterns.LeadsView.as_view(), name="clues"),
    path("clues/clear/", patterns.ClueClear.as_view(), name="clue_clear"),
    path("clues/propose/", patterns.CluePropose.as_view(), name="clue_propose"),
    path("evidence/", evidence.EvidenceList.as_view(), name="evidence_list"),
    path("evidence/make/", evidence.EvidenceMake.as_view(), name="evidence_make"),
    path("evidence/<str:number>/", evidence.EvidenceDetail.as_view(), name="evidence"),
    path("evidence/<str:number>/file/", evidence.EvidenceFile.as_view(), name="evidence_file"),
    path("evidence/<str:number>/hand-over/", evidence.EvidenceHandOver.as_view(), name="evidence_hand_over"),
    path("cards/", views.CardList.as_view(), name="cards"),
    path("cards/<str:number>/", views.CardDetail.as_view(), name="card"),
    *(path(f"cards/<str:number>/{code}/", view.as_view(), name=code) for code, view in views.VERB_VIEWS.items()),
]
