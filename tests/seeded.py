"""Seeded faults: changes to the tiny tables, with the rule and column that catch each."""

from __future__ import annotations

INVESTMENT = "atlas--invests-in--boreal--2023"
RIVALRY = "atlas--competes-with--boreal"
CHIPS = "cobalt--supplies-chips-to--delta"
OLD = "atlas-cloud--supplies-cloud-to--boreal--2023"
NEW = "atlas-cloud--supplies-cloud-to--boreal--2025"
SECOND = "delta--supplies-cloud-to--boreal"
RUMOUR = "cobalt--partners-with--fjord"
LAWSUIT = "boreal--litigates-against--delta"
REVENUE, VALUATION = "boreal--revenue--2024", "boreal--valuation--2023"
ROUND = "boreal-series-b"
UNIT = "atlas-cloud"
MISDATED = {"part_of_from": "2023", "part_of_to": "2022-05"}

# Table, row, cells to write, and the rule and column of the finding.
CELLS: list[tuple[str, str, dict[str, str], str, str]] = [
    ("relations", RIVALRY, {"status": "actve"}, "valid-status", "status"),
    ("relations", RIVALRY, {"market": ""}, "rivalry-market", "market"),
    ("relations", RIVALRY, {"market": "flying-cars"}, "valid-market", "market"),
    ("relations", RIVALRY, {"amount": "5", "currency": "USD"}, "amount-type", "amount"),
    ("relations", RIVALRY, {"subject": "boreal", "object": "atlas"}, "symmetric-order", "subject"),
    ("relations", RIVALRY, {"confidence": "sure"}, "valid-confidence", "confidence"),
    ("relations", RIVALRY, {"evidence": ""}, "required", "evidence"),
    ("relations", RIVALRY, {"sources": ""}, "required", "sources"),
    ("relations", RIVALRY, {"sources": "s-1999"}, "reference", "sources"),
    ("relations", RIVALRY, {"sources": "s-2024|s-2024"}, "valid-sources", "sources"),
    ("relations", RIVALRY, {"status": "superseded"}, "successor-missing", "status"),
    ("relations", RIVALRY, {"confidence": "high"}, "analysis-confidence", "confidence"),
    ("relations", INVESTMENT, {"type": "invests"}, "valid-type", "type"),
    ("relations", INVESTMENT, {"type": "lends-to"}, "id-form", "id"),
    ("relations", INVESTMENT, {"subject": "nobody"}, "reference", "subject"),
    ("relations", INVESTMENT, {"subject": " atlas"}, "spaces", "subject"),
    ("relations", INVESTMENT, {"object": "atlas"}, "two-parties", "object"),
    ("relations", INVESTMENT, {"object": "cobalt"}, "id-form", "id"),
    ("relations", INVESTMENT, {"amount": "-5"}, "valid-amount", "amount"),
    ("relations", INVESTMENT, {"amount": "1e9"}, "valid-amount", "amount"),
    ("relations", INVESTMENT, {"amount": ""}, "amount-missing", "currency"),
    ("relations", INVESTMENT, {"currency": ""}, "amount-currency", "currency"),
    ("relations", INVESTMENT, {"currency": "dollars"}, "valid-currency", "currency"),
    ("relations", INVESTMENT, {"stake_percent": "112.5"}, "valid-stake_percent", "stake_percent"),
    ("relations", INVESTMENT, {"instrument": "shares"}, "valid-instrument", "instrument"),
    ("relations", INVESTMENT, {"exclusive": "yes"}, "valid-exclusive", "exclusive"),
    ("relations", INVESTMENT, {"beneficiary": "delta"}, "guarantee-beneficiary", "beneficiary"),
    ("relations", INVESTMENT, {"announced": "2023-13"}, "valid-announced", "announced"),
    ("relations", INVESTMENT, {"valid_from": "2023-02-30"}, "valid-valid_from", "valid_from"),
    ("relations", INVESTMENT, {"valid_to": "2022"}, "date-order", "valid_to"),
    ("relations", INVESTMENT, {"deal": "boreal-series-z"}, "reference", "deal"),
    ("relations", INVESTMENT, {"supersedes": INVESTMENT}, "succession-circle", "supersedes"),
    ("relations", CHIPS, {"capacity_unit": ""}, "capacity-unit", "capacity"),
    ("relations", CHIPS, {"capacity": ""}, "capacity-unit", "capacity"),
    ("relations", CHIPS, {"object": "eve"}, "organisations-only", "object"),
    ("relations", CHIPS, {"supersedes": "eve--leads--boreal"}, "successor-related", "supersedes"),
    ("relations", CHIPS, {"supersedes": "eve--leads--boreal"}, "superseded-status", "supersedes"),
    ("relations", OLD, {"status": "active"}, "superseded-status", "supersedes"),
    ("relations", NEW, {"supersedes": ""}, "successor-missing", "status"),
    ("relations", SECOND, {"supersedes": OLD}, "one-successor", "supersedes"),
    ("relations", "eve--leads--boreal", {"subject": "atlas"}, "people-subject", "subject"),
    ("relations", "eve--leads--boreal", {"object": "eve"}, "two-parties", "object"),
    ("relations", RUMOUR, {"confidence": "high"}, "rumour-confidence", "confidence"),
    ("relations", LAWSUIT, {"type": "investigates"}, "authority-subject", "subject"),
    ("observations", REVENUE, {"value": "many"}, "valid-value", "value"),
    ("observations", REVENUE, {"metric": "turnover"}, "valid-metric", "metric"),
    ("observations", REVENUE, {"metric": "capex"}, "observation-id-form", "id"),
    ("observations", REVENUE, {"unit": ""}, "required", "unit"),
    ("observations", REVENUE, {"actor": "nobody"}, "reference", "actor"),
    ("observations", REVENUE, {"period_start": "2025-01-01"}, "period-order", "period_start"),
    ("observations", VALUATION, {"period_start": "2023"}, "period-of-flow", "period_start"),
    ("observations", VALUATION, {"value_high": "1"}, "value-range", "value_high"),
    ("observations", VALUATION, {"as_of": ""}, "required", "as_of"),
    ("deals", ROUND, {"kind": "round"}, "valid-kind", "kind"),
    ("deals", ROUND, {"closed": "2022"}, "closing-order", "closed"),
    ("deals", ROUND, {"valuation": "5"}, "valuation-order", "valuation"),
    ("deals", ROUND, {"amount": "500000000", "amount_qualifier": "exact"}, "deal-total", "amount"),
    ("deals", ROUND, {"amount": "500000000", "amount_qualifier": "exact"}, "part-amount", "amount"),
    ("deals", ROUND, {"name": ""}, "required", "name"),
    ("sources", "s-2024", {"url": "ftp://ledger.example"}, "valid-url", "url"),
    ("sources", "s-2024", {"url": "https://ledger.example/2025"}, "unique-url", "url"),
    ("sources", "s-2024", {"kind": "blog"}, "valid-kind", "kind"),
    ("sources", "s-2024", {"language": "English"}, "valid-language", "language"),
    ("sources", "s-2024", {"publisher": ""}, "required", "publisher"),
    ("sources", "s-2024", {"id": "s-2020"}, "duplicate-id", "id"),
    ("actors", "atlas", {"kinds": "unicorn"}, "valid-kinds", "kinds"),
    ("actors", "atlas", {"part_of": "atlas-cloud"}, "part-of-circle", "part_of"),
    ("actors", "atlas", {"country": "USA"}, "valid-country", "country"),
    ("actors", "atlas", {"ticker": "ATLS"}, "valid-ticker", "ticker"),
    ("actors", "atlas", {"founded": "1998-05"}, "valid-founded", "founded"),
    ("actors", "atlas", {"website": "atlas.example"}, "valid-website", "website"),
    ("actors", "atlas", {"wikidata": "1001"}, "valid-wikidata", "wikidata"),
    ("actors", "atlas", {"cik": "CIK 1045810"}, "valid-cik", "cik"),
    ("actors", "atlas", {"lei": "549300S4KLFTLO7GSQ81"}, "valid-lei", "lei"),
    ("actors", "atlas", {"part_of_from": "2023"}, "part-of-dated", "part_of_from"),
    ("actors", UNIT, {"part_of_from": "spring"}, "valid-part_of_from", "part_of_from"),
    ("actors", UNIT, MISDATED, "part-of-order", "part_of_to"),
    ("actors", "eve", {"kinds": "ai-lab"}, "people-subject", "subject"),
]  # fmt: skip
