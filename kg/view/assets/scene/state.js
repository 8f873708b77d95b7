// What the reader has chosen. Everything shown follows from the model and this.
import { languageOf } from "../words/i18n.js";

export function initialState(data) {
  const types = Object.entries(data.vocabulary.types);
  const off = types.filter(([, type]) => (data.style.groups[type.group] || {}).off).map(([slug]) => slug);
  const usual = {
    language: data.language || languageOf(globalThis.navigator?.language),
    theme: "auto",
    asOf: data.cutoff,
    from: null, // first and last day of "announced between"; null when a day is asked about
    to: null,
    basis: "announced", // or "in-force": without what is announced and begins later
    undated: null, // whether relations of unknown start are shown; null for as is usual, see showsUndated
    rumours: false,
    ended: false,
    offTypes: new Set(off),
    offStatuses: new Set(),
    offConfidence: new Set(),
    offShapes: new Set(),
    offCountries: new Set(),
    mode: "all", // or "overlaps", "loops", "path", "around"
    level: "group",
    length: "4", // most actors in a loop
    ends: null, // [from, to] of a path
    avoid: [], // actors no path may use
    grown: [], // steps of growth, see grow.js
    size: "relations", // or "valuation": what the area of an actor says
    market: null, // the market to which partners who are also rivals are narrowed
    view: "map",
    sort: "-announced", // column of the table, with - from the largest
    selected: null,
  };
  const opened = Object.entries(data.opens || {}).map(([name, value]) => [name, Array.isArray(value) ? new Set(value) : value]);
  return { ...usual, ...Object.fromEntries(opened) };
}

export const FILTERS = ["offTypes", "offStatuses", "offConfidence", "offShapes", "offCountries", "basis", "undated", "rumours", "ended"];

export function toggled(set, values, on) {
  const changed = new Set(set);
  for (const value of values) on ? changed.delete(value) : changed.add(value);
  return changed;
}
