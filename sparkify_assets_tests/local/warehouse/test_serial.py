"""serial: which transactions that overlap could not have run one after the other."""

from __future__ import annotations

import pytest

from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.serial import SerialOrder


def use(order: SerialOrder, owner: int, reads: str = "", writes: str = "") -> None:
    order.use(owner, frozenset(reads.split()), frozenset(writes.split()))


def begun(*owners: int) -> SerialOrder:
    order = SerialOrder()
    for owner in owners:
        order.begin(owner)
    return order


def test_the_last_operation_of_a_cross_reference_is_refused() -> None:
    """Each read what the other writes: neither can come first, committed or not."""
    order = begun(1, 2)
    use(order, 1, reads="a")
    use(order, 1, writes="b")
    use(order, 2, writes="a")
    with pytest.raises(SqlError) as raised:
        use(order, 2, reads="b")
    assert raised.value.message == "1023"


def test_a_write_to_what_was_read_and_has_changed_since_is_refused() -> None:
    order = begun(1, 2)
    use(order, 1, reads="a")
    use(order, 2, writes="a")
    order.end(2, committed=True)
    with pytest.raises(SqlError):
        use(order, 1, writes="a")


def test_a_circle_may_have_three_members() -> None:
    order = begun(1, 2, 3)
    use(order, 1, "a", "b")
    use(order, 2, "b", "c")
    with pytest.raises(SqlError, match="1023") as raised:
        use(order, 3, "c", "a")
    told = "violation on table - c, transactions forming the cycle are: 3, 2, 1 (pid:3)"
    assert told in str(raised.value.detail)


def test_a_circle_may_lead_over_what_its_last_member_sees() -> None:
    """The second read what the first went on to change, and the third saw the one and not the other."""
    order = begun(1, 2)
    use(order, 2, "a", "b")
    use(order, 1, writes="a")
    order.end(1, committed=True)
    order.begin(3)
    order.end(2, committed=True)
    with pytest.raises(SqlError):
        use(order, 3, reads="a b")


def test_what_has_an_order_is_allowed() -> None:
    """One reads what the other writes; rows are added to a table that others added to; what is undone doesn't count."""
    order = begun(1, 2)
    use(order, 1, reads="a", writes="c")
    use(order, 2, reads="b", writes="a")
    order.end(2, committed=True)
    order.begin(2)
    use(order, 2, reads="a", writes="b")
    order.end(2, committed=False)
    order.end(1, committed=True)

    order = begun(1, 2)
    use(order, 1, reads="b")
    use(order, 2, writes="a")
    order.end(2, committed=True)
    use(order, 1, writes="a")


def test_transactions_that_do_not_overlap_have_their_order() -> None:
    order = begun(1)
    use(order, 1, "a", "b")
    order.end(1, committed=True)
    order.begin(2)
    use(order, 2, "b", "a")
