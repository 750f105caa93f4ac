"""Doors of supervision's pages; hung up under the root with the namespace `ethics_monitor`."""

from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, path

from ethics_monitor.pages import board, card, cards

app_name = "ethics_monitor"

urlpatterns: list[URLPattern] = [
    path("supervision/", login_required(board.board_page), name="board"),
    path("supervision/seen/", login_required(board.seen), name="seen"),
    path("supervision/cards/", login_required(cards.cards), name="cards"),
    path("supervision/to-verify/", login_required(cards.to_verify), name="to_verify"),
    path("supervision/mine/", login_required(cards.my_cards), name="my_cards"),
    path("supervision/discipline/", login_required(cards.discipline), name="discipline"),
    path("supervision/cards/<str:number>/", login_required(card.card_page), name="card"),
    path("supervision/cards/<str:number>/<str:verb>/", login_required(card.card_verb), name="verb"),
]
