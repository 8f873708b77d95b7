// How large an actor is drawn: its area says how many relations it has, or, when the reader asks, at
// how much it is valued. Who has no valuation stated by that day is small and hollow: not a small
// company, an unknown one. Nothing is converted: only valuations in US dollars count.
import { firstDay, isStated } from "../time/time.js";

const METRICS = ["valuation", "market-cap"];
const CURRENCY = "USD";
const LARGEST = 44;
const LEAST = 4;
const UNKNOWN = 4.5;
export const BEST = 30; // best connected actors whose valuations have to be known

// The latest valuation stated by a day and reached by then; null when there is none.
export function valuationOf(model, id, day, isRight = (unit) => unit === CURRENCY) {
  const stated = valuations(model, id).filter((row) => isRight(row.unit) && isStated(row, day) && firstDay(row.as_of) <= day);
  return stated.reduce((last, row) => (last && last.as_of >= row.as_of ? last : row), null);
}

function valuations(model, id) {
  return (model.observationsOf.get(id) || []).filter(({ metric, status }) => METRICS.includes(metric) && !["target", "forecast"].includes(status));
}

export function dayOf(state) {
  return state.from ? state.to : state.asOf;
}

// The radius of an actor, and whether it is hollow. `claims` counts relations in a view of few.
export function sizeOf(model, id, state, claims = null) {
  if (state.size !== "valuation") return { r: claims === null ? radiusOf(model, id) : 7 + 2 * Math.sqrt(Math.min(200, claims || 1)), hollow: false };
  const row = valuationOf(model, id, dayOf(state));
  return row ? { r: valueRadius(model, Number(row.value)), hollow: false } : { r: UNKNOWN, hollow: true };
}

// Area by value; the largest valuation of all days is as large as an actor gets.
export function valueRadius(model, value) {
  return Math.max(LEAST, LARGEST * Math.sqrt(value / topValue(model)));
}

export function topValue(model) {
  model.topValue ??= Math.max(0, ...model.observations.filter(({ metric, unit }) => METRICS.includes(metric) && unit === CURRENCY).map(({ value }) => Number(value)));
  return model.topValue;
}

// Of some actors, how many have a valuation on that day, and how many one in another currency only.
export function valued(model, ids, state) {
  const day = dayOf(state);
  const counts = { stated: 0, foreign: 0, of: 0 };
  for (const id of ids) {
    counts.of += 1;
    if (valuationOf(model, id, day)) counts.stated += 1;
    else if (valuationOf(model, id, day, (unit) => unit !== CURRENCY)) counts.foreign += 1;
  }
  return counts;
}

// Whether the best connected actors all have a valuation by the last day of the data: else the map
// would show the unknown as small.
export function sizesKnown(model) {
  const ranked = [...model.nodes.keys()].sort((p, q) => tiesOf(model, q) - tiesOf(model, p) || (p < q ? -1 : 1));
  model.sizesKnown ??= ranked.slice(0, BEST).every((id) => valuationOf(model, id, model.data.cutoff));
  return model.sizesKnown;
}

function tiesOf(model, id) {
  return (model.relationsOf.get(id) || []).length;
}

// Radius by the number of relations.
export function radiusOf(model, id) {
  const node = model.nodes.get(id);
  return node ? node.size : Math.round(4.5 + 2 * Math.sqrt(Math.min(400, tiesOf(model, id))));
}
