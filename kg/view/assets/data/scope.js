// Which relations are shown, why the others are not, and the counts beside every filter: the scope of
// the measures, read for one relation at a time.
import { dayNumber } from "./columns.js";

// How a relation stands on a day.
export const AHEAD = "ahead";
export const ON_RECORD = "on-record";
export const LATER = "later";
export const OVER = "over";

// The filters in the order in which a hidden relation is accounted for.
const NAMES = [AHEAD, OVER, LATER, "between", "rumours", "undated", "types", "statuses", "confidence", "kinds", "countries"];
const SETS = { types: "offTypes", statuses: "offStatuses", confidence: "offConfidence", kinds: "offShapes", countries: "offCountries" };
const BITS = Object.fromEntries(NAMES.map((name, place) => [name, 1 << place]));
const OF_TIME = BITS[AHEAD] | BITS[OVER] | BITS[LATER] | BITS.between;
let marks = 0;

// Not yet announced, over, announced but beginning later, or
// on record. Days are all text or all numbers, empty where unknown: `recorded` is the earlier of
// announcement and beginning, `begins` the first day in force.
export function standing({ recorded, begins, end, terminal }, day) {
  return stand(recorded, begins, end, terminal, day);
}

function stand(recorded, begins, end, terminal, day) {
  if (recorded && recorded > day) return AHEAD;
  if (end ? day >= end : terminal) return OVER;
  return begins && begins > day ? LATER : ON_RECORD;
}

// The day on which the marks of relations are true: that of the page, or today for announcements.
export function dayShown(state, cutoff) {
  return state.from ? cutoff : state.asOf;
}

// Relations of unknown start are shown on a day, and between two days only when asked for.
export function showsUndated({ undated, from }) {
  return undated ?? !from;
}

// The state on the last day of a span: pairs and loops hold on a day.
export function onLastDay(state) {
  return state.from ? { ...state, asOf: state.to, from: null, to: null } : state;
}

// The state of pairs and loops, by the rules of the measures: on a day, without what is over, and with
// every relation of unknown start, possible by then or not.
export function asMeasured(state) {
  return { ...onLastDay(state), ended: false, measured: true };
}

// Whether what is shown is what the measures count.
export function isMeasured({ possible }, state) {
  return !state.from && !state.ended && possible.every((day) => day <= dayNumber(state.asOf));
}

// Returns the visible relations; for each facet, how many relations a value would show if it were
// on and all other filters stayed; and the hidden ones by the first reason that hides them.
// `timeless` are those that time alone hides or shows, `fuzzy` is how many of the visible ones are
// between two days only perhaps, `undated` how many are or would be shown without a day, `later` and
// `over` those that begin later and that are over, shown or not.
// The visible ones carry the mark of the result, which is quicker to ask than a set.
export function filtered(columns, state) {
  const { failed, stands } = failures(columns, state);
  marks += 1;
  const result = { mark: marks, visible: [], timeless: [], later: [], over: [], undated: 0, fuzzy: 0, hidden: hiddenBy(failed) };
  const [from, to] = [dayNumber(state.from), dayNumber(state.to)];
  const { rows, start, first, last } = columns;
  for (let at = 0; at < rows.length; at += 1) {
    const why = failed[at];
    if (!(why & ~OF_TIME)) result.timeless.push(rows[at]);
    if (!start[at] && !(why & ~BITS.undated)) result.undated += 1;
    if (stands[at] === LATER && !(why & ~BITS[LATER])) result.later.push(rows[at]);
    if (stands[at] === OVER && !(why & ~BITS[OVER])) result.over.push(rows[at]);
    if (why) continue;
    result.visible.push(rows[at]);
    rows[at].mark = marks;
    if (from && start[at] && (first[at] < from || last[at] > to)) result.fuzzy += 1;
  }
  result.counts = Object.fromEntries(Object.keys(SETS).map((name) => [name, countsOf(columns.facets[name], failed, BITS[name])]));
  return result;
}

// Which filters hide each relation, as bits, and how each stands on the day.
function failures(columns, state) {
  const { failed, stands } = state.from ? outsideSpan(columns, state) : outsideDay(columns, state);
  const { hearsay, start, facets } = columns;
  const undated = showsUndated(state);
  for (let at = 0; at < failed.length; at += 1) {
    if (hearsay[at] && !state.rumours) failed[at] |= BITS.rumours;
    if (!start[at] && !undated) failed[at] |= BITS.undated;
  }
  // A relation between two countries is shown for either; any other value that is off hides it.
  for (const [name, key] of Object.entries(SETS)) hide(failed, facets[name], { off: state[key], bit: BITS[name], either: name === "countries" });
  return { failed, stands };
}

// As of a day: what is on record; what begins later, unless only what is in force is asked for; and
// what is over when that is asked for. What has no day is shown from the first possible one.
function outsideDay({ rows, recorded, possible, begins, end, terminal }, state) {
  const failed = new Uint16Array(rows.length);
  const day = dayNumber(state.asOf);
  const hides = { [AHEAD]: BITS[AHEAD], [ON_RECORD]: 0, [LATER]: state.basis === "in-force" ? BITS[LATER] : 0, [OVER]: state.ended ? 0 : BITS[OVER] };
  const stands = new Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) {
    const first = recorded[at] || (state.measured ? 0 : possible[at]);
    stands[at] = stand(first, begins[at], end[at], terminal[at], day);
    failed[at] = hides[stands[at]];
  }
  return { failed, stands };
}

// Between two days: what was announced then, whether it still holds or not. What has no day may have
// begun on any day from the first possible one to that of its earliest source.
function outsideSpan({ rows, first, last }, { from, to }) {
  const failed = new Uint16Array(rows.length);
  const [low, high] = [dayNumber(from), dayNumber(to)];
  for (let at = 0; at < failed.length; at += 1) {
    const inside = (!first[at] || first[at] <= high) && (!last[at] || last[at] >= low);
    if (!inside) failed[at] = BITS.between;
  }
  return { failed, stands: [] };
}

function hide(failed, { values, first, second }, { off, bit, either }) {
  const isOff = Uint8Array.from(values, (value) => off.has(value));
  if (!isOff.includes(1)) return;
  for (let at = 0; at < failed.length; at += 1) {
    const isSecondOff = second[at] < 0 ? isOff[first[at]] : isOff[second[at]];
    if (either ? isOff[first[at]] && isSecondOff : isOff[first[at]] || isSecondOff) failed[at] |= bit;
  }
}

function hiddenBy(failed) {
  const counts = new Int32Array(1 << NAMES.length);
  for (let at = 0; at < failed.length; at += 1) counts[failed[at]] += 1;
  const hidden = Object.fromEntries(NAMES.map((name) => [name, 0]));
  counts.forEach((count, why) => {
    const name = NAMES.find((reason) => why & BITS[reason]);
    if (name) hidden[name] += count;
  });
  return hidden;
}

// How many relations each value of a facet shows, or would show if it were on.
function countsOf({ values, first, second }, failed, bit) {
  const counts = new Int32Array(values.length);
  for (let at = 0; at < failed.length; at += 1) {
    if (failed[at] & ~bit) continue;
    counts[first[at]] += 1;
    if (second[at] >= 0) counts[second[at]] += 1;
  }
  const counted = new Map();
  counts.forEach((count, number) => count && counted.set(values[number], count));
  return counted;
}
