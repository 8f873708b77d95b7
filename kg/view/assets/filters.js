// Which relations are shown, why the others are not, and the counts beside every filter.
import { isActive, saidWithin } from "./time.js";

// The tests in the order in which a hidden relation is accounted for.
const TESTS = Object.entries({
  time: inTime,
  rumours: (relation, state) => state.rumours || !relation.hearsay,
  undated: (relation, state) => state.undated || Boolean(relation.start),
  types: (relation, state) => !state.offTypes.has(relation.type),
  statuses: (relation, state) => !state.offStatuses.has(relation.status),
  confidence: (relation, state) => !state.offConfidence.has(relation.confidence),
  kinds: (relation, state) => relation.shapes.every((shape) => !state.offShapes.has(shape)),
  countries: (relation, state) => !state.offCountries.size || relation.countries.some((country) => !state.offCountries.has(country)),
});
const FACETS = {
  types: (relation) => [relation.type],
  statuses: (relation) => [relation.status],
  confidence: (relation) => [relation.confidence],
  kinds: (relation) => relation.shapes,
  countries: (relation) => relation.countries,
};
const NAMES = Object.keys(FACETS);
let marks = 0;

// As of a day: what holds, and what is over when that is asked for. Between two days: what was
// announced then, whether it still holds or not.
function inTime(relation, state) {
  if (state.from) return !relation.said || saidWithin(relation.said, state.from, state.to);
  if (state.ended) return !relation.start || relation.start <= state.asOf;
  return isActive(relation, state.asOf, relation.terminal);
}

// Whether a relation is over on the day the page shows, or today for announcements.
export function isOver(relation, state, cutoff) {
  return !isActive(relation, state.from ? cutoff : state.asOf, relation.terminal) && (!relation.start || relation.start <= (state.from ? cutoff : state.asOf));
}

// Returns the visible relations; for each facet, how many relations a value would show if it were
// on and all other filters stayed; and the hidden ones by the first reason that hides them.
// `timeless` are those that time alone hides or shows, `fuzzy` is how many of the visible ones are
// between two days only perhaps.
// The visible ones carry the mark of the result, which is quicker to ask than a set.
export function filtered(relations, state) {
  marks += 1;
  const result = { mark: marks, visible: [], timeless: [], undated: 0, fuzzy: 0, counts: {}, hidden: {} };
  for (const name of NAMES) result.counts[name] = new Map();
  for (const [name] of TESTS) result.hidden[name] = 0;
  for (const relation of relations) account(relation, state, result);
  return result;
}

function account(relation, state, result) {
  let failed = null;
  for (const [name, test] of TESTS) {
    if (test(relation, state)) continue;
    if (failed) {
      result.hidden[failed] += 1;
      return;
    }
    failed = name;
  }
  if (failed) result.hidden[failed] += 1;
  else shown(relation, state, result);
  if (!failed || failed === "time") result.timeless.push(relation);
  if (!relation.start && (!failed || failed === "undated")) result.undated += 1;
  for (const name of NAMES) {
    if (failed && failed !== name) continue;
    for (const value of FACETS[name](relation)) result.counts[name].set(value, (result.counts[name].get(value) || 0) + 1);
  }
}

function shown(relation, state, result) {
  result.visible.push(relation);
  relation.mark = result.mark;
  if (state.from && relation.said && (relation.said.first < state.from || relation.said.last > state.to)) result.fuzzy += 1;
}
