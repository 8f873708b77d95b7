// How a ribbon looks, by what it stands for; the canvas and the exported picture share it.
import { statedUsd } from "../data/sums.js";
import { arrowsOf, dashAt, dashOf, widthOf } from "../scene/ribbons.js";
import { groupColour, styleTable } from "./style.js";

const WIDER = 1.25;
const MOST_BENT = 0.4; // of the outermost line between two actors close to each other
const OUTLINE = { width: 4, dashes: [5, 4] }; // of what begins later: at least so wide
export const THIN = 1.1; // each of the two lines of a hollow ribbon

export function lookOf(ribbon, scene, model) {
  const table = styleTable();
  const usd = statedUsd(ribbon.alive) || 0;
  const { over, later } = ribbon;
  const wide = widthOf(usd, table.width) * WIDER;
  const width = over ? 1.2 : later ? Math.max(OUTLINE.width, wide) : wide;
  const hollow = later || (!over && width >= 2.6 && onlyUpTo(ribbon));
  const arrows = ribbon.arc ? { to: false, from: false } : arrowsOf(ribbon, scene.endsOf, scene.flow);
  return {
    usd,
    width,
    arrows,
    colour: groupColour(ribbon.group),
    opacity: opacityOf(ribbon, scene, usd),
    dashes: later ? OUTLINE.dashes : dashAt(dashOf(ribbon, table, model.words.statuses), hollow ? THIN : width),
    hollow,
    doubt: !ribbon.relations.some((relation) => relation.start),
    over,
    later,
  };
}

// Whether all known sums are upper limits.
function onlyUpTo(ribbon) {
  const sums = ribbon.relations.filter(({ amount }) => amount && amount.currency === "USD" && !amount.period);
  return sums.length > 0 && sums.every(({ amount }) => amount.qualifier === "up-to");
}

// In a crowded view what carries little known money steps back, so that the middle can be read.
function opacityOf(ribbon, { strong, crowded, curves, ribbons }, usd) {
  if (strong) return strong.has(ribbon.id) ? 0.95 : crowded ? 0.05 : 0.1;
  if (curves) return 0.9;
  const pale = ribbon.over || ribbon.relations.every((relation) => relation.hearsay || relation.confidence === "low");
  const dense = Math.max(0, Math.min(1, (ribbons.size - 100) / 500));
  const rest = crowded ? (usd >= 1e10 ? 0.7 : usd >= 1e9 ? 0.62 : 0.6) - dense * (usd >= 1e10 ? 0.06 : usd >= 1e9 ? 0.14 : 0.32) : 0.85;
  return rest * (pale ? 0.6 : 1);
}

// The same sideways distance whatever the length of the ribbon.
export function curveOf(ribbon, scene) {
  if (scene.curves) return { enabled: true, ...scene.curves.get(ribbon.id) };
  if (!ribbon.lane) return { enabled: false };
  const [p, q] = [scene.actors.get(ribbon.a), scene.actors.get(ribbon.b)];
  const apart = Math.hypot(p.x - q.x, p.y - q.y) || 1;
  const share = Math.abs(ribbon.lane) / ribbon.outermost;
  const roundness = Math.min(MOST_BENT * share, ((scene.crowded ? 42 : 70) * Math.abs(ribbon.lane)) / apart);
  return { enabled: true, type: ribbon.lane > 0 ? "curvedCW" : "curvedCCW", roundness: Math.round(roundness * 1000) / 1000 };
}
