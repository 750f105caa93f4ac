"""What pages and other apps read of supervision."""

from ethics_monitor.queries.board import Board, Lamp, Matrix, MatrixRow, board, feed, heartbeat, matrix
from ethics_monitor.queries.detail import CardDetail, LifeStep, card_detail, cards_of
from ethics_monitor.queries.lights import Light, lights_for

__all__ = [
    "Board",
    "CardDetail",
    "Lamp",
    "LifeStep",
    "Light",
    "Matrix",
    "MatrixRow",
    "board",
    "card_detail",
    "cards_of",
    "feed",
    "heartbeat",
    "lights_for",
    "matrix",
]
