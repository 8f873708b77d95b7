"""Circular flows of money, on Spark; see `kg.measures.money.loops` for the definition.

Enumeration by joins drowns in hubs when paths are extended through them. Here actors are ordered by
their number of arcs, and every loop is found once, from its least connected actor: the pair of arcs
into and out of it are its *wedge*, and Σ d² over wedges that look upwards only is at most O(m^1.5)
for m arcs (N. Chiba, T. Nishizeki, SIAM Journal on Computing 14(1), 1985, doi:10.1137/0214017).
Loops of two and three close a wedge by a join on both ends, which has no hubs. A loop of four
needs a fourth actor between the ends of the wedge; it is looked for from the end with fewer arcs.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from kg.base.errors import InvalidValue
from kg.large.spark.money import known_total
from kg.large.spark.selection import among
from kg.measures.money.loops import FINANCING, PURCHASE
from kg.measures.money.money_graph import FINANCING_FAMILY
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from kg.large.spark.selection import Selected

LONGEST = 4
_PRUNING = 2  # rounds in which arcs that lead nowhere are dropped


def arcs(selected: Selected) -> DataFrame:
    """Return the money graph: one arc per ordered pair.

    Returns
    -------
    DataFrame
        ``payer``, ``payee`` (rows of actors), ``kinds`` (sorted) and ``amount_usd`` (null when no
        total in USD is stated).
    """
    from pyspark.sql import functions as f

    moving = directed(selected)
    capital = among("type", vocabulary().types_with(family=FINANCING_FAMILY))
    grouped = moving.groupBy("payer", "payee").agg(
        f.sort_array(f.collect_set(f.when(capital, FINANCING).otherwise(PURCHASE))).alias("kinds"),
    )
    return grouped.join(known_total(moving, ["payer", "payee"]), ["payer", "payee"], "left")


def loops(selected: Selected, max_length: int = LONGEST) -> DataFrame:
    """Return the circular flows, short ones first, then by actor ids.

    Parameters
    ----------
    selected
        The relations in scope.
    max_length
        Greatest number of actors in a loop: 2, 3 or 4.

    Returns
    -------
    DataFrame
        ``length``, ``actors`` (ids in the order of the flow, the smallest first), ``kinds`` of
        each arc, ``amounts_usd`` of each arc, ``bottleneck_usd``, ``bottleneck_known_usd``.

    Raises
    ------
    InvalidValue
        For another length.
    """
    from pyspark.sql import functions as f

    if not 2 <= max_length <= LONGEST:
        raise InvalidValue("greatest length", max_length, f"write 2 to {LONGEST}")
    money = arcs(selected).localCheckpoint()
    ranked = _ranked(_pruned(money).localCheckpoint()).localCheckpoint()
    wedges = _wedges(ranked).localCheckpoint()
    makers = (_two, _three, _four)[: max_length - 1]
    cycles = [maker(ranked, wedges) for maker in makers]
    every_cycle = reduce(lambda a, b: a.unionByName(b), cycles)
    every_kind = f.flatten("kinds")
    typed = every_cycle.where(
        f.array_contains(every_kind, FINANCING) & f.array_contains(every_kind, PURCHASE)
    )
    return _named(selected, typed).orderBy("length", "actors")


def directed(selected: Selected) -> DataFrame:
    """Return the relations that move money, with who pays and who receives."""
    from pyspark.sql import functions as f

    types = vocabulary().relation_types.items()
    moving = {slug for slug, kind in types if kind.money_direction != "none"}
    forward = among("type", vocabulary().types_with(money_direction="subject-to-object"))
    rows = selected.paired.where(among("type", moving))
    return rows.withColumns(
        {
            "payer": f.when(forward, f.col("source")).otherwise(f.col("target")),
            "payee": f.when(forward, f.col("target")).otherwise(f.col("source")),
        }
    )


def _pruned(money: DataFrame) -> DataFrame:
    """Drop arcs from actors that nothing reaches and to actors that lead nowhere."""
    from pyspark.sql import functions as f

    arcs = money
    for _ in range(_PRUNING):
        reached = arcs.select(f.col("payee").alias("payer")).distinct()
        leading = arcs.select(f.col("payer").alias("payee")).distinct()
        arcs = arcs.join(reached, "payer", "semi").join(leading, "payee", "semi")
    return arcs


def _ranked(money: DataFrame) -> DataFrame:
    """Return the arcs as s → t between actors numbered by their count of arcs.

    The number is the count in the upper half and the row of the actor in the lower; ``arc`` holds
    what a loop tells of the arc.
    """
    from pyspark.sql import functions as f

    ends = f.explode(f.array("payer", "payee")).alias("actor")
    degree = money.select(ends).groupBy("actor").count()
    number = f.shiftleft("count", 32).bitwiseOR(f.col("actor").cast("long"))
    numbers = degree.select("actor", number.alias("number"))
    ranked = money
    for end, name in (("payer", "s"), ("payee", "t")):
        named = numbers.select(f.col("actor").alias(end), f.col("number").alias(name))
        ranked = ranked.join(named, end)
    arc = f.struct("kinds", "amount_usd").alias("arc")
    return ranked.select("s", "t", arc)


def _wedges(ranked: DataFrame) -> DataFrame:
    """Return the pairs of arcs d → a → b whose middle has the least number."""
    from pyspark.sql import functions as f

    out = ranked.where("t > s").select(
        f.col("s").alias("a"), f.col("t").alias("b"), f.col("arc").alias("ab")
    )
    into = ranked.where("s > t").select(
        f.col("t").alias("a"), f.col("s").alias("d"), f.col("arc").alias("da")
    )
    return out.join(into, "a")


def _two(_ranked: DataFrame, wedges: DataFrame) -> DataFrame:
    return _cycle(wedges.where("b = d"), ("a", "b"), ("ab", "da"))


def _three(ranked: DataFrame, wedges: DataFrame) -> DataFrame:
    closing = ranked.toDF("b", "d", "bd")
    triangles = wedges.where("b != d").join(closing, ["b", "d"])
    return _cycle(triangles, ("a", "b", "d"), ("ab", "bd", "da"))


def _four(ranked: DataFrame, wedges: DataFrame) -> DataFrame:
    """Return a → b → c → d → a; c is looked for from the end of the wedge with fewer arcs."""
    from pyspark.sql import functions as f

    out = ranked.groupBy("s").agg(f.count(f.lit(1)).alias("out")).withColumnRenamed("s", "b")
    into = ranked.groupBy("t").agg(f.count(f.lit(1)).alias("into")).withColumnRenamed("t", "d")
    open_ = wedges.where("b != d").join(out, "b").join(into, "d")
    bc, cd = ranked.toDF("b", "c", "bc"), ranked.toDF("c", "d", "cd")
    from_b = open_.where("out <= into").join(bc, "b").where("c > a and c != d")
    from_d = open_.where("out > into").join(cd, "d").where("c > a and c != b")
    ends = ("a", "b", "c", "d")
    legs = ("ab", "bc", "cd", "da")
    first = _cycle(from_b.join(cd, ["c", "d"]), ends, legs)
    return first.unionByName(_cycle(from_d.join(bc, ["b", "c"]), ends, legs))


def _cycle(closed: DataFrame, ends: tuple[str, ...], legs: tuple[str, ...]) -> DataFrame:
    """Return cycles as lists: the actors, and of each arc its kinds and its amount."""
    from pyspark.sql import functions as f

    low = 0xFFFFFFFF
    return closed.select(
        f.array(*(f.col(end).bitwiseAND(low) for end in ends)).alias("nodes"),
        f.array(*(f.col(f"{leg}.kinds") for leg in legs)).alias("kinds"),
        f.array(*(f.col(f"{leg}.amount_usd") for leg in legs)).alias("amounts_usd"),
    )


def _named(selected: Selected, cycles: DataFrame) -> DataFrame:
    """Return cycles with ids for rows, turned so that the smallest id comes first."""
    from pyspark.sql import functions as f

    numbered = cycles.withColumn("_cycle", f.monotonically_increasing_id()).localCheckpoint()
    places = numbered.select("_cycle", f.posexplode("nodes").alias("_at", "index"))
    ids = places.join(selected.folder.actors.select("index", "id"), "index")
    entries = f.array_sort(f.collect_list(f.struct("_at", "id")))
    actors = ids.groupBy("_cycle").agg(f.transform(entries, lambda e: e["id"]).alias("_ids"))
    first = f.array_position("_ids", f.array_min("_ids")).cast("int")
    turned = numbered.join(actors, "_cycle").withColumn("_first", first)
    amounts = f.col("amounts_usd")
    complete = f.forall(amounts, lambda amount: amount.isNotNull())
    return turned.select(
        f.size("nodes").alias("length"),
        _turned("_ids").alias("actors"),
        _turned("kinds").alias("kinds"),
        _turned("amounts_usd").alias("amounts_usd"),
        f.when(complete, f.array_min(amounts)).alias("bottleneck_usd"),
        f.array_min(amounts).alias("bottleneck_known_usd"),
    )


def _turned(name: str) -> Column:
    """Return a list that starts at the place ``_first`` and goes round."""
    from pyspark.sql import functions as f

    column, first = f.col(name), f.col("_first")
    return f.concat(
        f.slice(column, first, f.size(column) - first + 1),
        f.slice(column, f.lit(1), first - 1),
    )
