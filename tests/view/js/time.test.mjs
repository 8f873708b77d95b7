import assert from "node:assert/strict";
import { test } from "node:test";
import { endDay, firstDay, isStated, lastDay, monthsBetween, parsePartial } from "../../../kg/view/assets/time/time.js";

test("a partial date has a first day, a last day and an exclusive end", () => {
  assert.deepEqual([firstDay("2025"), lastDay("2025"), endDay("2025")], ["2025-01-01", "2025-12-31", "2026-01-01"]);
  assert.deepEqual([firstDay("2024-02"), lastDay("2024-02"), endDay("2024-02")], ["2024-02-01", "2024-02-29", "2024-03-01"]);
  assert.deepEqual([firstDay("2025-12"), lastDay("2025-12"), endDay("2025-12")], ["2025-12-01", "2025-12-31", "2026-01-01"]);
  assert.equal(endDay("2025-06-12"), "2025-06-12");
});

test("what is no date is null", () => {
  for (const text of ["", "25", "2025-13", "2025-02-29", "2025-1", "2025-06-31", "<b>", null, undefined, "0000"]) {
    assert.equal(parsePartial(text), null);
    assert.equal(endDay(text), null);
  }
});

test("a figure counts from the day it was announced, else from its own day", () => {
  assert.equal(isStated({ as_of: "2030" , announced: "2025-03" }, "2025-03-01"), true);
  assert.equal(isStated({ as_of: "2024-12-31", announced: "2025-03" }, "2025-02-28"), false);
  assert.equal(isStated({ as_of: "2025-02" }, "2025-01-31"), false);
});

test("months run over the turn of the year", () => {
  assert.deepEqual(monthsBetween("2024-11", "2025-02"), ["2024-11", "2024-12", "2025-01", "2025-02"]);
});
