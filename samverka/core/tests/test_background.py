"""Work that nobody waits for."""

from datetime import UTC, datetime
from threading import Event

import pytest

from samverka.core.actions import one_by_one
from samverka.core.background import start
from samverka.core.ids import new_id
from samverka.core.models import Findable


AT = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_long_work_is_not_begun_twice():
    begun, may_end = [], Event()

    def work():
        begun.append(1)
        may_end.wait(5)

    first, second = start("a long work", work), start("a long work", work)
    may_end.set()
    first.join(5)

    assert second is first
    assert begun == [1]
    start("a long work", work).join(5)
    assert begun == [1, 1]


@pytest.mark.django_db
def test_what_goes_wrong_with_one_does_not_stop_the_others():
    rows = [Findable(kind="card", subject=new_id(), words="", title=name, changed_at=AT) for name in "abc"]
    Findable.objects.bulk_create(rows)

    def change(row):
        Findable.objects.filter(pk=row.pk).update(title="changed")
        if row.title == "b":
            raise ValueError("b")
        return 1

    with pytest.raises(ExceptionGroup) as told:
        one_by_one(Findable.objects.all(), change)

    assert [str(error) for error in told.value.exceptions] == ["b"]
    assert sorted(Findable.objects.values_list("title", flat=True)) == ["b", "changed", "changed"]
