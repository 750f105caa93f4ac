"""Photographs of a packet follow it, piece by piece; only those that it announced are taken."""

from datetime import datetime

from civic_service.actions.locking import lock_errand
from civic_service.models import Errand, Photo
from civic_service.permissions import of_errand
from kernel.accounts.models import User
from kernel.documents.actions import Announced, Progress, add_piece, progress
from kernel.ledger.refusals import NotFound
from kernel.organizations.queries import actor


def take_piece(*, by: User, errand: Errand, position: int, offset: int, piece: bytes, at: datetime) -> Progress:
    """Keep one more piece of the photograph at this place of the packet.

    Its hash was announced with the mandate, so it may come later than the matter itself: nobody can put another in.
    Errors: NotYourPost, NotFound for a photograph that was not announced or a matter that has ended, and those of
    `add_piece`.
    """
    post = of_errand(by, errand, at=at)
    photo = errand.photos.filter(position=position).first()
    if photo is None:
        raise NotFound
    return add_piece(
        by=by,
        subject=errand.case.ledger_subject,
        file=announced(photo),
        offset=offset,
        piece=piece,
        hold=lambda: lock_errand(errand.case.number, at=None),
        actor=actor(post),
    )


def announced(photo: Photo) -> Announced:
    """A photograph as the file room knows it; its name says the paper's code and its place alone."""
    return Announced(photo.material_code, f"{photo.material_code}-{photo.position}.jpg", photo.sha256, photo.size)


def photos_of(errand: Errand) -> list[tuple[Photo, Progress]]:
    """Each photograph of the packet beside how far it has come."""
    photos = list(errand.photos.all())
    return list(zip(photos, progress(errand.case.ledger_subject, [announced(each) for each in photos]), strict=True))
