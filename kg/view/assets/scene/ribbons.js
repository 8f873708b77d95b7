// Ribbons: the visible relations of a pair, one bundle per display group, side by side.
import { joined } from "../data/keys.js";

export function ribbonId(a, b, group) {
  return joined(a, b, group);
}

// Ribbons of relations whose ends may stand for others, as `endsOf` says.
export function ribbonsOf(relations, groups, endsOf) {
  const ribbons = new Map();
  for (const relation of relations) {
    const [a, b] = [...endsOf(relation)].sort();
    if (a === b) continue;
    const id = ribbonId(a, b, relation.group);
    if (!ribbons.has(id)) ribbons.set(id, { id, a, b, group: relation.group, lane: 0, relations: [] });
    ribbons.get(id).relations.push(relation);
  }
  return laidOut(ribbons, groups);
}

// Side by side, one apart, in the order of the display groups.
function laidOut(ribbons, groups) {
  const pairs = new Map();
  for (const ribbon of ribbons.values()) {
    const pair = joined(ribbon.a, ribbon.b);
    pairs.set(pair, [...(pairs.get(pair) || []), ribbon]);
  }
  for (const side of pairs.values()) {
    side.sort((p, q) => groups.indexOf(p.group) - groups.indexOf(q.group));
    side.forEach((ribbon, place) => Object.assign(ribbon, { lane: place - (side.length - 1) / 2, outermost: (side.length - 1) / 2 }));
  }
  return ribbons;
}

// Ends that carry an arrowhead; relations that hold both ways have none. Where `flow` is asked for,
// heads point where the money goes.
export function arrowsOf(ribbon, endsOf = ({ subject, object }) => [subject, object], flow = false) {
  const directed = ribbon.relations.filter((relation) => (flow ? relation.money !== "none" : !relation.symmetric));
  const starts = new Set(directed.map((relation) => endsOf(relation)[flow && isPaidBack(relation) ? 1 : 0]));
  return { to: starts.has(ribbon.a), from: starts.has(ribbon.b) };
}

// Whether the money goes from the object to the subject: the customer pays the supplier.
export function isPaidBack({ money }) {
  return money === "object-to-subject";
}

export function widthOf(usd, { min, max, low, high }) {
  if (usd <= low) return min;
  return Math.min(max, min + ((max - min) * Math.log(usd / low)) / Math.log(high / low));
}

// Status shows as the dash: that of the firmest relation, rivalry always dotted.
export function dashOf(ribbon, style, statuses) {
  if ((style.groups[ribbon.group] || {}).dotted) return style.dotted;
  const firmness = (status) => [style.pale.includes(status), Object.hasOwn(style.dashes, status), (statuses[status] || {}).rank || 0];
  const [first] = ribbon.relations.map((relation) => relation.status).sort((p, q) => compare(firmness(p), firmness(q)));
  return Object.hasOwn(style.dashes, first) ? style.dashes[first] : false;
}

// The dash of a line of some width, with round caps: they lengthen every stroke by the width, and what
// they take from a gap is given back.
export function dashAt(steps, width) {
  if (!steps) return false;
  const more = Math.max(0, width - 1);
  return steps.map((step, i) => Math.round(100 * (step * (1 + more / 4) + (i % 2) * more)) / 100);
}

function compare(p, q) {
  for (let i = 0; i < p.length; i += 1) if (Number(p[i]) !== Number(q[i])) return Number(p[i]) - Number(q[i]);
  return 0;
}
