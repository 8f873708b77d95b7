// Which relations are shown, why the others are not, and the counts beside every filter.
import { dayNumber } from "./columns.js";
import { isActive } from "../time/time.js";

// The filters in the order in which a hidden relation is accounted for.
const NAMES = ["time", "rumours", "undated", "types", "statuses", "confidence", "kinds", "countries"];
const SETS = { types: "offTypes", statuses: "offStatuses", confidence: "offConfidence", kinds: "offShapes", countries: "offCountries" };
const BITS = Object.fromEntries(NAMES.map((name, place) => [name, 1 << place]));
let marks = 0;

// Whether a relation is over on the day the page shows, or today for announcements.
export function isOver(relation, state, cutoff) {
  return !isActive(relation, state.from ? cutoff : state.asOf, relation.terminal) && (!relation.start || relation.start <= (state.from ? cutoff : state.asOf));
}

// Returns the visible relations; for each facet, how many relations a value would show if it were
// on and all other filters stayed; and the hidden ones by the first reason that hides them.
// `timeless` are those that time alone hides or shows, `fuzzy` is how many of the visible ones are
// between two days only perhaps, `undated` how many are or would be shown without a day.
// The visible ones carry the mark of the result, which is quicker to ask than a set.
export function filtered(columns, state) {
  const failed = failures(columns, state);
  marks += 1;
  const result = { mark: marks, visible: [], timeless: [], undated: 0, fuzzy: 0, hidden: hiddenBy(failed) };
  const [from, to] = [dayNumber(state.from), dayNumber(state.to)];
  const { rows, start, first, last } = columns;
  for (let at = 0; at < rows.length; at += 1) {
    const why = failed[at];
    if (!(why & ~BITS.time)) result.timeless.push(rows[at]);
    if (!start[at] && !(why & ~BITS.undated)) result.undated += 1;
    if (why) continue;
    result.visible.push(rows[at]);
    rows[at].mark = marks;
    if (from && first[at] && (first[at] < from || last[at] > to)) result.fuzzy += 1;
  }
  result.counts = Object.fromEntries(Object.keys(SETS).map((name) => [name, countsOf(columns.facets[name], failed, BITS[name])]));
  return result;
}

// Which filters hide each relation, as bits.
function failures(columns, state) {
  const failed = timeFailures(columns, state);
  const { hearsay, start, facets } = columns;
  for (let at = 0; at < failed.length; at += 1) {
    if (hearsay[at] && !state.rumours) failed[at] |= BITS.rumours;
    if (!start[at] && !state.undated) failed[at] |= BITS.undated;
  }
  // A relation between two countries is shown for either; any other value that is off hides it.
  for (const [name, key] of Object.entries(SETS)) hide(failed, facets[name], { off: state[key], bit: BITS[name], either: name === "countries" });
  return failed;
}

// As of a day: what holds, and what is over when that is asked for. Between two days: what was
// announced then, whether it still holds or not.
function timeFailures({ rows, start, end, first, last, terminal }, state) {
  const failed = new Uint8Array(rows.length);
  const [day, from, to] = [state.asOf, state.from, state.to].map(dayNumber);
  for (let at = 0; at < failed.length; at += 1) {
    const later = start[at] > day;
    const holds = end[at] ? day < end[at] : !terminal[at];
    const inside = from ? !first[at] || (first[at] <= to && last[at] >= from) : !later && (state.ended || holds);
    if (!inside) failed[at] = BITS.time;
  }
  return failed;
}

function hide(failed, { values, one, other }, { off, bit, either }) {
  const isOff = Uint8Array.from(values, (value) => off.has(value));
  if (!isOff.includes(1)) return;
  for (let at = 0; at < failed.length; at += 1) {
    const second = other[at] < 0 ? isOff[one[at]] : isOff[other[at]];
    if (either ? isOff[one[at]] && second : isOff[one[at]] || second) failed[at] |= bit;
  }
}

function hiddenBy(failed) {
  const counts = new Int32Array(1 << NAMES.length);
  for (let at = 0; at < failed.length; at += 1) counts[failed[at]] += 1;
  const hidden = Object.fromEntries(NAMES.map((name) => [name, 0]));
  counts.forEach((count, why) => {
    const name = NAMES.find((other) => why & BITS[other]);
    if (name) hidden[name] += count;
  });
  return hidden;
}

// How many relations each value of a facet shows, or would show if it were on.
function countsOf({ values, one, other }, failed, bit) {
  const counts = new Int32Array(values.length);
  for (let at = 0; at < failed.length; at += 1) {
    if (failed[at] & ~bit) continue;
    counts[one[at]] += 1;
    if (other[at] >= 0) counts[other[at]] += 1;
  }
  const found = new Map();
  counts.forEach((count, number) => count && found.set(values[number], count));
  return found;
}
