// What is to be seen now: the visible relations, their ribbons and actors, pairs, loops and chains,
// and what to stress. Places never depend on the time chosen.
import { blocsOf } from "../data/blocs.js";
import { among, degreesOf } from "../data/columns.js";
import { asMeasured, dayShown, filtered, isMeasured, LATER, OVER, standing } from "../data/scope.js";
import { reached } from "./grow.js";
import { joined, parted } from "../data/keys.js";
import { arcsOf, loopsOf } from "./loops.js";
import { endsOn, isPerson } from "../data/model.js";
import { marketsOf, overlaps, pairsOf } from "./overlaps.js";
import { chains, neighboursOf } from "../data/paths.js";
import { columns, ring } from "./rings.js";
import { dayOf, radiusOf, sizeOf } from "../data/sizes.js";
import { MOST_RELAXED, spreadOut } from "./relax.js";
import { ribbonsOf } from "./ribbons.js";

export const MOST = 1500;
const MOST_NEAR = 160;
const MOST_DAYS = 24; // of which the pairs are kept
const MOST_COUNTED = 5000;
const LISTS = ["overlaps", "loops"]; // modes that hold on a day, the last one of a span
const MODES = { all: everything, overlaps: onlyPairs, loops: onlyLoops, path: onlyChains, around: onlyAround };

// `aspect` is width by height of the free part of the canvas.
export function sceneOf(model, state, aspect = 1.4) {
  const isList = LISTS.includes(state.mode);
  const onDay = asMeasured(state);
  const measured = isList || isMeasured(model.columns, state) ? null : filtered(model.columns, onDay).visible;
  const result = filtered(model.columns, isList ? onDay : state);
  const day = isList ? onDay.asOf : dayShown(state, model.data.cutoff);
  const standOf = (relation) => standing(relation, day);
  const counted = measured || result.visible;
  const scene = { day, standOf, counted, uncounted: uncounted(model, state), ...result, aspect, all: result.visible, beyond: 0, absent: 0, crowded: true, curves: null, flow: state.mode === "loops" };
  scene.endsOf = ({ subject, object }) => [subject, object];
  scene.pairs = overlaps(counted, pairsAt(model, state));
  scene.money = state.mode === "loops" || counted.length <= MOST_COUNTED ? loopsAmong(counted, model, state) : null; // else when there is time: Page.countLoops
  scene.degrees = degreesOf(result.visible, model.columns);
  scene.ties = (id) => (model.relationsOf.get(id) || []).filter((relation) => relation.mark === result.mark);
  MODES[state.mode](scene, model, state);
  const some = scene.visible === result.visible ? null : new Set(scene.visible);
  scene.isVisible = (relation) => (some ? some.has(relation) : relation.mark === result.mark);
  for (const ribbon of scene.ribbons.values()) mark(ribbon, standOf);
  return { ...scene, ...stress(scene, state) };
}

// Whether all of a ribbon is over, or all its known money begins later.
function mark(ribbon, standOf) {
  const { relations } = ribbon;
  ribbon.alive = relations.filter((relation) => standOf(relation) !== OVER);
  ribbon.over = !ribbon.alive.length;
  const sums = ribbon.alive.filter(({ amount }) => amount && amount.currency === "USD" && !amount.period);
  ribbon.later = !ribbon.over && (sums.length ? sums : ribbon.alive).every((relation) => standOf(relation) === LATER);
}

// Why pairs or loops cannot be counted under these filters: every type that one side of them takes is
// switched off.
function uncounted({ words, used }, { offTypes }) {
  const isOff = (takes) => [...used.types.keys()].filter((slug) => takes(words.types[slug])).every((slug) => offTypes.has(slug));
  const pays = ({ money, family }) => money !== "none" && family;
  return {
    overlaps: isOff(({ sign }) => sign === "competitive") ? "rivalryOff" : isOff(({ sign }) => sign === "cooperative") ? "cooperationOff" : null,
    loops: isOff((type) => pays(type) === "capital") ? "financingOff" : isOff((type) => pays(type) && pays(type) !== "capital") ? "purchasesOff" : null,
  };
}

export function roles(model, state) {
  return { endsOf: endsOn(model, state.level, dayOf(state)), isPerson: (id) => isPerson(model, id), types: model.words.types };
}

export function loopsAmong(relations, model, state) {
  return loopsOf(arcsOf(relations, roles(model, state)), Number(state.length));
}

// The pairs of actors at a level on a day, worked out once.
export function pairsAt(model, state) {
  const key = `${state.level} ${state.level === "group" ? dayOf(state) : ""}`;
  if (!model.pairs.has(key) && model.pairs.size > MOST_DAYS) model.pairs.clear();
  if (!model.pairs.has(key)) model.pairs.set(key, pairsOf(model.columns.rows, roles(model, state)));
  return model.pairs.get(key);
}

// The map the page came with, and what was brought in since.
function everything(scene, model, state) {
  const grown = reached(state.grown, { ...growth(scene.ties, model), here: model.nodes });
  const chosen = state.selected && state.selected.kind === "actor" ? state.selected.id : null;
  scene.actors = new Map();
  const put = (id, place) => scene.actors.size < MOST && scene.actors.set(id, place());
  const far = (id) => () => placed(id, grown.get(id) || null, scene, model, state);
  if (chosen && !model.nodes.has(chosen)) put(chosen, far(chosen));
  for (const [id, { x, y }] of model.nodes) if (scene.degrees.has(id) || id === chosen) put(id, () => ({ x, y, ...sizeOf(model, id, state) }));
  for (const id of grown.keys()) if (!scene.actors.has(id)) put(id, far(id));
  const drawn = among(scene.visible, scene.actors, model.columns);
  scene.beyond = scene.visible.length - drawn.length;
  for (const id of scene.degrees.keys()) if (!scene.actors.has(id)) scene.absent += 1;
  scene.ribbons = ribbonsOf(drawn, groups(model), scene.endsOf);
}

// Whom a step of growth brings in: the best connected first, in all the data, whatever the day.
function growth(ties, model) {
  const rank = (id) => (model.relationsOf.get(id) || []).length;
  return { ties, rank, bloc: (id) => blocOf(model, id) };
}

// Worked out when first asked for: half a second for 100,000 relations.
export function blocs(model) {
  model.blocs ||= blocsOf(model.columns);
  return model.blocs;
}

function blocOf(model, id) {
  return blocs(model).find((members) => members.includes(id)) || [];
}

function groups(model) {
  return Object.keys(model.words.groups);
}

// Next to the actor it was reached from, else next to its first neighbour on the map.
function placed(id, from, scene, model, state) {
  const ends = () => scene.ties(id).map((relation) => (relation.subject === id ? relation.object : relation.subject));
  const anchor = from || ends().find((end) => model.places.get(end));
  return { ...model.places.near(id, anchor, radiusOf(model, id)), ...sizeOf(model, id, state) };
}

function onlyPairs(scene, model, state) {
  const { endsOf } = roles(model, state);
  const inMarket = (pair) => !state.market || marketsOf(pair).has(state.market);
  scene.listed = scene.pairs.filter(inMarket);
  const chosen = new Set(scene.listed.flatMap((pair) => [...pair.cooperative, ...pair.competitive]));
  const links = overlaps(scene.timeless, pairsAt(model, state)).filter(inMarket).map((pair) => [pair.a, pair.b]);
  scene.visible = scene.visible.filter((relation) => chosen.has(relation));
  drawLinked(scene, model, { endsOf, links, ids: scene.listed.flatMap((pair) => [pair.a, pair.b]), state });
}

// Actors around their ties, each as large as its claims are many; of too many the first.
function drawLinked(scene, model, { endsOf, links, ids, state }) {
  const every = [...new Set(ids)];
  const some = new Set(every.slice(0, MOST));
  const drawn = every.length > MOST ? scene.visible.filter((relation) => endsOf(relation).every((id) => some.has(id))) : scene.visible;
  scene.absent = every.length - some.size;
  scene.beyond = scene.visible.length - drawn.length;
  scene.endsOf = endsOf;
  scene.crowded = some.size > MOST_RELAXED;
  scene.ribbons = ribbonsOf(drawn, groups(model), endsOf);
  const places = spread(links, scene, model);
  const claims = new Map();
  for (const { a, b, relations } of scene.ribbons.values()) for (const id of [a, b]) claims.set(id, (claims.get(id) || 0) + relations.length);
  scene.actors = new Map([...some].sort().map((id) => [id, { ...(places.get(id) || { x: 0, y: 0 }), ...sizeOf(model, id, state, claims.get(id) || 1) }]));
}

// The small layout of some pairs of actors; the same pairs get the same places.
function spread(links, scene, model) {
  const names = [...new Set(links.map((link) => joined(...[...link].sort())))].sort();
  const key = `${scene.aspect.toFixed(1)} ${names.join(" ")}`;
  if (model.layouts.has(key)) return model.layouts.get(key);
  const places = spreadOut(names.map(parted), scene.aspect, (id) => model.nodes.get(id));
  if (model.layouts.size > 30) model.layouts.clear();
  model.layouts.set(key, places);
  return places;
}

function onlyLoops(scene, model, state) {
  const { endsOf } = roles(model, state);
  const { loops } = scene.money;
  const chosen = state.selected && state.selected.kind === "loop" && loops.find((loop) => loop.id === state.selected.id);
  const relations = new Set((chosen ? [chosen] : loops).flatMap((loop) => loop.arcs.flatMap((arc) => arc.relations)));
  scene.visible = scene.visible.filter((relation) => relations.has(relation));
  scene.loop = chosen || null;
  if (chosen) {
    ring(scene, chosen, { endsOf, groups: groups(model) });
    return;
  }
  const links = loopsAmong(scene.timeless, model, state).loops.flatMap((loop) => loop.arcs.map((arc) => [arc.source, arc.target]));
  drawLinked(scene, model, { endsOf, links, ids: loops.flatMap((loop) => loop.actors), state });
}

function onlyChains(scene, model, state) {
  scene.chains = null;
  if (!state.ends) return everything(scene, model, state);
  scene.chains = chains(neighboursOf(scene.visible), state.ends, { avoid: state.avoid });
  const steps = new Set(scene.chains.paths.flatMap((path) => path.slice(1).map((id, i) => joined(...[path[i], id].sort()))));
  scene.visible = scene.visible.filter(({ subject, object }) => steps.has(joined(...[subject, object].sort())));
  scene.crowded = false;
  scene.ribbons = ribbonsOf(scene.visible, groups(model), scene.endsOf);
  scene.actors = columns(state.ends, scene.chains.paths, (id) => model.places.get(id) || { x: 0, y: 0 });
  return undefined;
}

// A neighbourhood by itself. Its places follow from all that time may show.
function onlyAround(scene, model, state) {
  const timeless = new Set(scene.timeless);
  const everTied = (id) => (model.relationsOf.get(id) || []).filter((relation) => timeless.has(relation));
  const [ids, ever] = [scene.ties, everTied].map((ties) => reached(state.grown, { ...growth(ties, model), whole: 1 }));
  scene.visible = among(scene.visible, ids, model.columns);
  const some = [...ids.keys()].slice(0, MOST);
  if (ever.size <= MOST_NEAR) {
    const links = among(scene.timeless, ever, model.columns).map(({ subject, object }) => [subject, object]);
    drawLinked(scene, model, { endsOf: scene.endsOf, links, ids: some, state });
  } else {
    scene.actors = new Map(some.map((id) => [id, placed(id, ids.get(id), scene, model, state)]));
    const drawn = among(scene.visible, scene.actors, model.columns);
    scene.beyond = scene.visible.length - drawn.length;
    scene.absent = ids.size - some.length;
    scene.ribbons = ribbonsOf(drawn, groups(model), scene.endsOf);
  }
  scene.crowded = scene.actors.size > 60;
}

// The ribbons and actors that stand out while the rest fades.
function stress(scene, state) {
  const { selected } = state;
  const none = { near: null, strong: null, selected: null };
  if (!selected || selected.kind === "loop") return none;
  const touches = {
    actor: (ribbon) => ribbon.a === selected.id || ribbon.b === selected.id,
    ribbon: (ribbon) => selected.id.startsWith(`${joined(ribbon.a, ribbon.b)}|`),
    pair: (ribbon) => joined(ribbon.a, ribbon.b) === selected.id,
  }[selected.kind];
  const strong = [...scene.ribbons.values()].filter(touches);
  if (selected.kind === "actor" && !scene.actors.has(selected.id)) return none;
  const near = new Set(strong.flatMap((ribbon) => [ribbon.a, ribbon.b]));
  if (selected.kind === "actor") near.add(selected.id);
  return { near, strong: new Set(strong.map((ribbon) => ribbon.id)), selected: selected.kind === "actor" ? selected.id : null };
}
