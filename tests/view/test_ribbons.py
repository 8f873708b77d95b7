from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kg.records.model import Amount, Relation
from kg.view.ribbons import Ribbon, ribbons

if TYPE_CHECKING:
    from kg.records.model import Records


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


def test_of_one_deal_only_one_side_counts() -> None:
    def paid(id_: str, value: int, deal: str | None, type_: str = "invests-in") -> Relation:
        amount = Amount(Decimal(value), "USD")
        return Relation(
            id_, type_, "a", "b", "active", ("s",), "high", "", amount=amount, deal=deal
        )

    tranches = (paid("1", 5, "d"), paid("2", 6, "d"))
    other_side = paid("3", 9, "d", "guarantees")
    alone = paid("4", 7, None)
    assert Ribbon("a", "b", "money", 0, (*tranches, other_side, alone)).known_usd == 18
