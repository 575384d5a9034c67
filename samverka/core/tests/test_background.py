"""Work that nobody waits for."""

from threading import Event

import pytest

from samverka.core.background import start


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
