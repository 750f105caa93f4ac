"""Doors of supervision's pages; hung up under the root with the namespace `ethics_monitor`."""

from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, path

from ethics_monitor.pages import board, card, cards, clues, evidence, patterns

app_name = "ethics_monitor"

urlpatterns: list[URLPattern] = [
    path("supervision/", login_required(board.board_page), name="board"),
    path("supervision/seen/", login_required(board.seen), name="seen"),
    path("supervision/cards/", login_required(cards.cards), name="cards"),
    path("supervision/to-verify/", login_required(cards.to_verify), name="to_verify"),
    path("supervision/mine/", login_required(cards.my_cards), name="my_cards"),
    path("supervision/discipline/", login_required(cards.discipline), name="discipline"),
    path("supervision/patterns/", login_required(patterns.patterns), name="patterns"),
    path("supervision/patterns/rows/", login_required(patterns.pattern_rows), name="pattern_rows"),
    path("supervision/patterns/agent/", login_required(patterns.pattern_agent), name="pattern_agent"),
    path("supervision/patterns/export/<str:shape>/", login_required(patterns.pattern_export), name="pattern_export"),
    path("supervision/clues/", login_required(clues.clues), name="clues"),
    path("supervision/clues/clear/", login_required(clues.clue_clear), name="clue_clear"),
    path("supervision/clues/propose/", login_required(clues.clue_propose), name="clue_propose"),
    path("supervision/evidence/", login_required(evidence.evidence_list), name="evidence_list"),
    path("supervision/evidence/make/", login_required(evidence.evidence_make), name="evidence_make"),
    path("supervision/evidence/<str:number>/", login_required(evidence.evidence), name="evidence"),
    path("supervision/evidence/<str:number>/file/", login_required(evidence.evidence_file), name="evidence_file"),
    path(
        "supervision/evidence/<str:number>/hand-over/",
        login_required(evidence.evidence_hand_over),
        name="evidence_hand_over",
    ),
    path("supervision/cards/<str:number>/", login_required(card.card_page), name="card"),
    path("supervision/cards/<str:number>/<str:verb>/", login_required(card.card_verb), name="verb"),
]
