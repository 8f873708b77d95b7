from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kg.model import Amount
from kg.view.ribbons import Ribbon, ribbons

if TYPE_CHECKING:
    from kg.model import Records, Relation


def test_a_pair_has_one_ribbon_per_display_group_in_order(small: Records) -> None:
    between = [r for r in ribbons(small.relations) if (r.a, r.b) == ("ann", "bob")]
    assert [(r.group, r.lane) for r in between] == [("compute", -0.5), ("rivalry-law", 0.5)]
    assert [r.id for r in between[0].relations] == [
        "ann--supplies-cloud-to--bob",
        "bob--supplies-chips-to--ann",
    ]


def test_heads_stand_at_the_ends_of_directed_relations(small: Records) -> None:
    arrows = {ribbon.id: ribbon.arrows for ribbon in ribbons(small.relations)}
    assert arrows["ann|bob|compute"] == "to, from"
    assert arrows["ann|bob|rivalry-law"] == ""
    assert arrows["bob|cat|money"] == "from"


def test_every_relation_is_in_exactly_one_ribbon(records: Records) -> None:
    covered = [r.id for ribbon in ribbons(records.relations) for r in ribbon.relations]
    assert sorted(covered) == [relation.id for relation in records.relations]


def test_a_sum_of_one_deal_counts_once() -> None:
    def paid(id_: str, value: int, deal: str | None, currency: str = "USD") -> Relation:
        from kg.model import Relation

        sum_ = Amount(Decimal(value), currency)
        return Relation(
            id_, "invests-in", "a", "b", "active", ("s",), "high", "", amount=sum_, deal=deal
        )

    parts = (paid("1", 5, "d"), paid("2", 5, "d"), paid("3", 7, None), paid("4", 9, None, "EUR"))
    assert Ribbon("a", "b", "money", 0, parts).known_usd == 12
