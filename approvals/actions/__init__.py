"""The verbs of a licence matter and of a registered one.

Each locks its case, checks the post, then the law, then writes.
"""

from approvals.actions.account import open_account, renew_slip
from approvals.actions.acknowledge import acknowledge_decision, acknowledge_decisions
from approvals.actions.batch import receive_batch
from approvals.actions.consult import consult, undo_consultation
from approvals.actions.correct import correct_expiry
from approvals.actions.decide import complete_step, deny, grant, return_step
from approvals.actions.deem import deem_accepted
from approvals.actions.delay import explain_delay
from approvals.actions.draft import discard_draft, save_draft, submit
from approvals.actions.finish import close, deliver, hand_over_prepared, terminate, withdraw
from approvals.actions.hand_over import hand_back, hand_over
from approvals.actions.intake import accept, notify_supplement, refuse, supplement, tick_material
from approvals.actions.mandate import end_mandate, enter_mandates, grant_mandate
from approvals.actions.papers import remove_paper
from approvals.actions.prepare import prepare, receive_prepared, supplement_prepared
from approvals.actions.questions import answer, ask, enquire, reply
from approvals.actions.receive import receive_at_window
from approvals.actions.register import cancel_registration, finish_external, register_external
from approvals.actions.renew import deem_renewed
from approvals.actions.share import share, take_back
from approvals.actions.tell import tell_on_the_spot
from approvals.actions.tolerate import make_good
from approvals.actions.visit import visit

__all__ = [
    "accept",
    "acknowledge_decision",
    "acknowledge_decisions",
    "answer",
    "ask",
    "cancel_registration",
    "close",
    "complete_step",
    "consult",
    "correct_expiry",
    "deem_accepted",
    "deem_renewed",
    "deliver",
    "deny",
    "discard_draft",
    "end_mandate",
    "enquire",
    "enter_mandates",
    "explain_delay",
    "finish_external",
    "grant",
    "grant_mandate",
    "hand_back",
    "hand_over",
    "hand_over_prepared",
    "make_good",
    "notify_supplement",
    "open_account",
    "prepare",
    "receive_at_window",
    "receive_batch",
    "receive_prepared",
    "refuse",
    "register_external",
    "remove_paper",
    "renew_slip",
    "reply",
    "return_step",
    "save_draft",
    "share",
    "submit",
    "supplement",
    "supplement_prepared",
    "take_back",
    "tell_on_the_spot",
    "terminate",
    "tick_material",
    "undo_consultation",
    "visit",
    "withdraw",
]
