"""A final report that goes round, with a comment."""

from samverka.core.ids import new_id
from samverka.situation import actions as situation


def make_comment(organisation, by, at):
    """What the organisation itself says of its final report."""
    day = at.date()
    report = situation.begin_report(
        id=new_id(), organisation=organisation, territory=organisation.territory, title="Slutet", first_day=day,
        last_day=day, kind="final", by=by, at=at,
    )  # fmt: skip
    reader = situation.ask_reader(id=new_id(), report=report, organisation=organisation, by=by, at=at)
    situation.circulate_report(report=report, by=by, at=at)
    return situation.comment_on_report(id=new_id(), reader=reader, text="Bra.", by=by, at=at)
