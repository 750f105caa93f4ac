"""带入: a town's clerk takes in a packet that left the agent's telephone as a file or as codes on its screen."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from civic_service.actions.file import Filing, file_packet
from civic_service.actions.photos import photos_of, take_piece
from civic_service.events import BROUGHT_IN
from civic_service.models import Errand
from civic_service.packets import TOKEN_DAYS
from civic_service.permissions import filing_post, town_post
from civic_service.refusals import AgentPostEnded, PacketNotYours
from kernel.accounts.models import User
from kernel.documents.limits import MAX_PIECE_BYTES
from kernel.documents.refusals import NotAsAnnounced
from kernel.ledger.locking import instant_of_act
from kernel.ledger.writer import record
from kernel.organizations.queries import actor
from kernel.organizations.refusals import NotYourPost


@transaction.atomic
def bring_packet(*, by: User, agent: User, filing: Filing, at: datetime) -> Errand:
    """Make the matter of a packet as the agent who signed for it, or find it made.

    Errors: NotYourPost, AgentPostEnded, WhichRoom, PacketNotYours for a room of another town, those of `file_packet`.
    """
    post = town_post(by, at=at)
    try:
        room = filing_post(agent, at=at, room=filing.room).post.organization
    except NotYourPost as ended:
        # said to the clerk, who has a post: it is the agent's that is missing
        raise AgentPostEnded(agent=agent.full_name) from ended
    if room.parent_id != post.post.organization_id:
        raise PacketNotYours(days=TOKEN_DAYS)
    known = Errand.objects.filter(packet=filing.packet).exists()
    errand = file_packet(by=agent, filing=filing)
    if not known:
        subject = errand.case.ledger_subject
        record(BROUGHT_IN, subject, actor=actor(post), at=instant_of_act(subject, at=None), room=str(room))
    return errand


def bring_photos(*, by: User, errand: Errand, photos: Mapping[str, bytes], at: datetime) -> int:
    """Keep the photographs that came in the same file, from where each stands; how many are still to come.

    Errors: NotAsAnnounced for one that has fewer bytes than it should; those of `take_piece`.
    """
    missing = 0
    for photo, stands in photos_of(errand):
        data = photos.get(photo.sha256)
        if stands.document is None and data is None:
            missing += 1
        offset = stands.offset
        while stands.document is None and data is not None:
            piece = data[offset : offset + MAX_PIECE_BYTES]
            if not piece and offset < photo.size:
                raise NotAsAnnounced
            stands = take_piece(by=by, errand=errand, position=photo.position, offset=offset, piece=piece, at=at)
            offset = stands.offset
    return missing
