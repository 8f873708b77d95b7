// Everything that does not change while the page is open: records by id, and what ties them.
import { columnsOf } from "./columns.js";
import { Places } from "../scene/places.js";
import { endDay, firstDay, lastDay, monthOf, spanOf, startOf } from "../time/time.js";

export function modelOf(data, tables) {
  const words = data.vocabulary;
  const byId = (rows) => new Map(rows.map((row) => [row.id, row]));
  for (const relation of tables.relations) relation.id = fullId(relation);
  admit(words, new Set(tables.relations.map(({ type }) => type)));
  const model = {
    data,
    words,
    actors: byId(tables.actors),
    relations: byId(tables.relations),
    sources: byId(tables.sources),
    deals: byId(tables.deals),
    observations: tables.observations,
    nodes: byId(tables.nodes),
    relationsOf: new Map(),
    observationsOf: new Map(),
    layouts: new Map(),
    pairs: new Map(),
  };
  for (const relation of model.relations.values()) prepare(relation, model);
  for (const observation of tables.observations) listed(model.observationsOf, observation.actor).push(observation);
  model.columns = columnsOf(model.relations.values());
  model.used = used(model);
  model.places = new Places(model.nodes.values());
  return model;
}

// Types that the vocabulary does not know get a family of their own, in the legend as well. Set as
// own properties, because some names mean something else to an object.
function admit({ types, groups }, slugs) {
  const add = (list, slug, value) => Object.hasOwn(list, slug) || Object.defineProperty(list, slug, { value, enumerable: true });
  const unknown = [...slugs].filter((slug) => !Object.hasOwn(types, slug)).sort();
  for (const slug of unknown) add(types, slug, { label: { en: slug }, group: "other", family: "other", sign: "neutral", symmetric: false, money: "none", rank: 999 });
  if (unknown.length) add(groups, "other", { label: { en: "Other", fr: "Autres" }, rank: 999 });
}

// Most ids come without their first part, which stands in the row.
function fullId({ id = "", subject, type, object }) {
  return id === "" || id.startsWith("--") ? `${subject}--${type}--${object}${id}` : id;
}

export function listed(map, key) {
  if (!map.has(key)) map.set(key, []);
  return map.get(key);
}

function prepare(relation, model) {
  const type = model.words.types[relation.type] || {};
  const status = model.words.statuses[relation.status] || {};
  relation.start = startOf(relation);
  relation.begins = firstDay(relation.valid_from || "");
  relation.recorded = earlier(firstDay(relation.announced || ""), relation.begins);
  relation.end = endDay(relation.valid_to || "");
  relation.span = spanOf(relation);
  relation.month = monthOf(relation.announced || relation.valid_from || "");
  relation.group = type.group || "other";
  relation.sign = type.sign || "neutral";
  relation.symmetric = Boolean(type.symmetric);
  relation.money = type.money || "none";
  relation.terminal = Boolean(status.terminal);
  relation.hearsay = Boolean(status.hearsay || type.hearsay);
  const ends = relation.subject === relation.object ? [relation.subject] : [relation.subject, relation.object];
  relation.shapes = distinct(ends.map((id) => shapeOf(model, id)));
  relation.countries = distinct(ends.map((id) => (model.actors.get(id) || {}).country || "?"));
  for (const id of ends) listed(model.relationsOf, id).push(relation);
}

function earlier(p, q) {
  return p && q ? (p < q ? p : q) : p || q;
}

function distinct([first, second]) {
  return second === undefined || second === first ? [first] : [first, second];
}

// Which types, statuses, confidences and countries occur, and how often.
function used(model) {
  const counts = { types: new Map(), statuses: new Map(), confidence: new Map(), countries: new Map(), shapes: new Map() };
  const add = (map, key) => map.set(key, (map.get(key) || 0) + 1);
  for (const relation of model.relations.values()) {
    add(counts.types, relation.type);
    add(counts.statuses, relation.status);
    add(counts.confidence, relation.confidence);
    for (const country of relation.countries) add(counts.countries, country);
  }
  for (const id of model.actors.keys()) add(counts.shapes, shapeOf(model, id));
  return counts;
}

export function shapeOf(model, id) {
  const actor = model.actors.get(id);
  const kind = actor && actor.kinds && model.words.kinds[actor.kinds[0]];
  return (kind && kind.group) || "other";
}

// Which actors the ends of a relation stand for on a day: at group level the roots of their part-of
// chains then, but for the object of types that stands for itself: who buys a unit does not buy its
// parent.
export function endsOn(model, level, day) {
  if (level !== "group") return ({ subject, object }) => [subject, object];
  const root = rootsOn(model, day);
  const itself = new Set(Object.entries(model.words.types).filter(([, type]) => type.itself).map(([slug]) => slug));
  return ({ type, subject, object }) => {
    const [source, target] = [root(subject), root(object)];
    return [source, itself.has(type) && source !== target ? object : target];
  };
}

// The root of every actor's part-of chain on a day; an unknown first or last day sets no bound.
function rootsOn(model, day) {
  const parent = (id) => {
    const { part_of: above, part_of_from: from, part_of_to: to } = model.actors.get(id) || {};
    return above && !(from && firstDay(from) > day) && !(to && lastDay(to) < day) ? above : null;
  };
  const roots = new Map();
  return (id) => {
    if (!roots.has(id)) {
      const seen = new Set([id]);
      let here = id;
      for (let above = parent(here); above && !seen.has(above); above = parent(here)) seen.add((here = above));
      roots.set(id, here);
    }
    return roots.get(id);
  };
}

export function isPerson(model, id) {
  return Boolean((model.actors.get(id) || {}).person);
}
