"""What the database refuses, said in the words of the house."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from kernel.ledger.refusals import Refusal


@contextmanager
def refusing(refusals: Mapping[str, type[Refusal]]) -> Iterator[None]:
    """Run a write in a savepoint; a broken constraint named in `refusals` is raised as its refusal."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as broken:
        name = getattr(getattr(broken.__cause__, "diag", None), "constraint_name", None)
        refusal = refusals.get(str(name))
        if refusal is None:
            raise
        raise refusal from broken
