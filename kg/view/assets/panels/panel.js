// The right-hand panel: an overview, an actor, a ribbon, or what a mode lists.
import { aroundControls } from "./around.js";
import { blocsSection } from "./blocspanel.js";
import { actorButton, actorName, claimCard, claimsText, lineSample, newestFirst, sourceList, sumsList, ticks, verb } from "./claims.js";
import { h, link, host, svg } from "./dom.js";
import { asJsonld, saved } from "../data/exports.js";
import { amountText, count, countryName, dateText, figureText, whenText } from "../words/format.js";
import { labelOf, t } from "../words/i18n.js";
import { parted } from "../data/keys.js";
import { loopPanel, loopsPanel } from "./loopspanel.js";
import { pairPanel, pairsPanel, pairTitle } from "./pairspanel.js";
import { pathPanel } from "./pathpanel.js";
import { groupColour } from "../draw/style.js";
import { isStated } from "../time/time.js";

const DRAWERS = { actor: actorPanel, ribbon: ribbonPanel, pair: pairPanel, loop: loopPanel };
const MODES = { overlaps: pairsPanel, loops: loopsPanel, path: pathPanel };

export function panelContent(page) {
  const { selected, mode } = page.state;
  if (selected) return [...back(page, mode), ...DRAWERS[selected.kind](page, selected.id)];
  return (MODES[mode] || overviewPanel)(page);
}

// The way back to the list that a mode has.
function back(page, mode) {
  return MODES[mode] ? [h("button.back", { type: "button", onclick: () => page.select(null) }, `← ${t(mode)}`)] : [];
}

function heading(title, ...below) {
  return h("header", null, h("h2", { tabindex: "-1", dir: "auto" }, title), ...below);
}

// --- Actor

function actorPanel(page, id) {
  const { model } = page;
  const actor = model.actors.get(id);
  const all = model.relationsOf.get(id) || [];
  const shown = all.filter((relation) => page.scene.isVisible(relation));
  const kinds = (actor.kinds || []).map((slug) => h("span.badge", null, labelOf(model.words.kinds, slug)));
  return [
    heading(actor.name, h("p.badges", null, kinds), actorFacts(page, actor), actor.note ? h("p.note", null, actor.note) : ""),
    aroundControls(page, id),
    figures(page, model.observationsOf.get(id) || []),
    h("section", null,
      h("h3", null, t("neighbours"), h("span.count", null, claimsText(shown.length))),
      neighbours(page, id, shown),
      all.length > shown.length ? h("p.quiet", null, t("moreHidden", { n: all.length - shown.length })) : "",
      h("button.chip", { type: "button", "data-save": "jsonld", onclick: () => saved(new Blob([asJsonld(model, shown, [id])], { type: "application/ld+json" }), "jsonld") }, `↓ ${t("exportJsonld")}`)),
  ];
}

function actorFacts(page, actor) {
  const units = unitsOf(page.model, actor.id);
  const rows = [
    actor.alt && [t("alsoKnownAs"), actor.alt.join(", ")],
    actor.part_of && [t("partOf"), actorButton(page, actor.part_of)],
    units.length && [t("units"), units.map((unit, i) => [i ? ", " : "", actorButton(page, unit.id)])],
    actor.country && [t("country"), countryName(actor.country)],
    actor.founded && [t("founded"), dateText(actor.founded)],
    actor.ticker && [t("ticker"), actor.ticker],
    actor.website && [t("website"), link(actor.website, host(actor.website))],
    [t("actorId"), h("code", { "data-id": actor.id }, actor.id)],
  ].filter(Boolean);
  return rows.length ? h("dl", null, rows.map(([name, value]) => [h("dt", null, name), h("dd", null, value)])) : "";
}

function unitsOf(model, id) {
  return [...model.actors.values()].filter((actor) => actor.part_of === id);
}

// One row per metric with its newest figure; the older ones inside.
function figures(page, all) {
  const { from, to, asOf } = page.state;
  const day = from ? to : asOf;
  const observations = all.filter((observation) => isStated(observation, day));
  if (!observations.length) return "";
  const { words } = page.model;
  const metrics = new Map();
  for (const observation of newestFigures(observations, day)) {
    metrics.set(observation.metric, [...(metrics.get(observation.metric) || []), observation]);
  }
  const rank = ([metric]) => (words.metrics[metric] || {}).rank || 0;
  const rows = [...metrics].sort((p, q) => rank(p) - rank(q)).map(([metric, series]) => h("details.figure", null,
    h("summary", null,
      h("span.metric", null, labelOf(words.metrics, metric)),
      h("span.value", null, figureText(series[0], words)),
      h("span.when", null, figureDate(series[0], words)),
      h("span.count", null, series.length > 1 ? count(series.length) : "")),
    series.map((observation) => h("div.claim", null,
      h("p.meta", null, h("span.sum", null, figureText(observation, words)), h("span", null, figureDate(observation, words))),
      h("p.evidence", null, observation.evidence || ""), sourceList(page.model, observation.sources)))));
  return h("section", null, h("h3", null, t("figures"), h("span.count", null, count(observations.length))), firstOf(rows, 6));
}

// What has happened before what is planned, then the latest first.
function newestFigures(observations, day) {
  const planned = (observation) => Number(observation.as_of.slice(0, 10) > day);
  return [...observations].sort((p, q) => planned(p) - planned(q) || (q.as_of > p.as_of ? 1 : q.as_of < p.as_of ? -1 : p.id < q.id ? -1 : 1));
}

function figureDate(observation, words) {
  const status = observation.status === "actual" ? "" : labelOf(words.observation_statuses, observation.status);
  const period = observation.period_start ? t("fromTo", { from: dateText(observation.period_start), to: dateText(observation.as_of) }) : dateText(observation.as_of);
  return [period, status].filter(Boolean).join(" · ");
}

// Shows the first rows and a button for the rest.
function firstOf(rows, most) {
  if (rows.length <= most + 1) return rows;
  const rest = h("div", null);
  const more = h("button.more", { type: "button", onclick: () => { more.remove(); rest.append(...rows.slice(most)); } }, `+ ${count(rows.length - most)}`);
  return [...rows.slice(0, most), rest, more];
}

function neighbours(page, id, relations) {
  const groups = new Map();
  for (const relation of relations) {
    const end = relation.subject === id ? relation.object : relation.subject;
    groups.set(end, [...(groups.get(end) || []), relation]);
  }
  const sorted = [...groups].sort((p, q) => q[1].length - p[1].length || (actorName(page.model, p[0]) < actorName(page.model, q[0]) ? -1 : 1));
  return sorted.map(([end, claims]) => neighbour(page, end, claims));
}

function neighbour(page, id, claims) {
  const body = h("div.claims");
  const details = h("details.neighbour", { "data-actor": id, ontoggle: () => {
    if (details.open && !body.childElementCount) body.append(...newestFirst(claims).map((relation) => claimCard(page, relation)));
  } },
  h("summary", null, h("span.who", { dir: "auto" }, actorName(page.model, id)), ticks(claims), h("span.count", null, count(claims.length))),
  body);
  return details;
}

// --- Ribbon

function ribbonPanel(page, id) {
  const ribbon = page.scene.ribbons.get(id);
  const [a, b, group] = parted(id);
  const relations = ribbon ? ribbon.relations : [];
  const beside = [...page.scene.ribbons.values()].filter((line) => line.a === a && line.b === b && line.id !== id);
  return [
    pairTitle(page, a, b),
    side(page, labelOf(page.model.words.groups, group), relations, group),
    ...beside.map((line) => side(page, labelOf(page.model.words.groups, line.group), line.relations, line.group)),
  ];
}

function side(page, title, relations, group) {
  return h("section.side", null,
    h("h3", null, lineSample({ group, width: 26 }), title, h("span.count", null, claimsText(relations.length))),
    sumsList(page, relations),
    newestFirst(relations).map((relation) => claimCard(page, relation)));
}

// --- Overview

function overviewPanel(page) {
  const { model, scene } = page;
  const most = firstOfAll(scene.degrees, 8, (p, q) => q[1] - p[1] || (p[0] < q[0] ? -1 : 1));
  const latest = firstOfAll(scene.visible.filter((relation) => relation.sign !== "competitive" && (relation.announced || "").length > 7), 8, byNews);
  return [
    heading(model.data.title, h("p.lead", { title: model.data.digest }, [t("dataTo", { day: dateText(model.data.cutoff) }), model.data.digest.slice(0, 8)].filter(Boolean).join(" · "))),
    h("section", null,
      call(page, "overlaps", scene.pairs.length),
      scene.money ? call(page, "loops", scene.money.loops.length) : ""),
    blocsSection(page),
    h("section", null, h("h3", null, t("mostTied")), h("ol.bars", null, most.map((entry) => degreeBar(page, entry, most[0][1])))),
    h("section", null, h("h3", null, t("latest")), latest.map((relation) => news(page, relation))),
    h("section.reading", null, h("h3", null, t("howToRead")), reading(page.state)),
  ];
}

// The first few of many, without sorting them all.
function firstOfAll(rows, most, order) {
  let first = [];
  for (const row of rows) {
    if (first.length === 4 * most) first = first.sort(order).slice(0, most);
    if (first.length < most || order(row, first[most - 1]) < 0) first.push(row);
  }
  return first.sort(order).slice(0, most);
}

function byNews(p, q) {
  return p.announced < q.announced ? 1 : p.announced > q.announced ? -1 : p.id < q.id ? -1 : 1;
}

function call(page, mode, number) {
  return h("button.call", { type: "button", onclick: () => page.change({ mode, selected: null }) }, h("b", null, page.scene.uncounted[mode] ? "–" : count(number)), h("span", null, t(mode)));
}

function degreeBar(page, [id, degree], top) {
  const bar = h("i", null);
  bar.style.setProperty("width", `${Math.round((100 * degree) / top)}%`);
  return h("li", null, actorButton(page, id), h("span.track", null, bar), h("span.count", null, count(degree)));
}

function news(page, relation) {
  const item = h("button.news", { type: "button", onclick: () => page.selectRelation(relation) },
    h("span.when", null, dateText(relation.announced)),
    h("span", { dir: "auto" }, `${actorName(page.model, relation.subject)} ${verb(page.model, relation)} ${actorName(page.model, relation.object)}`,
      relation.amount ? h("b", null, ` ${amountText(relation.amount)}`) : ""));
  item.style.setProperty("--group", groupColour(relation.group));
  return item;
}

function reading(state) {
  const wide = svg("svg", { class: "line", width: 34, height: 10, viewBox: "0 0 34 10", "aria-hidden": "true" },
    svg("line", { x1: 1, x2: 33, y1: 5, y2: 5, stroke: groupColour("money"), "stroke-width": 6 }));
  const rows = [
    [lineSample({ group: "rivalry-law", width: 34 }), t("readColour")],
    [wide, t("readWidth")],
    [lineSample({ status: "announced", width: 34 }), `${t("readDash")} ${t("what_ended")}`],
    [lineSample({ group: "compute", width: 34, arrow: true }), t("readArrow")],
    [svg("svg", { class: "line", width: 34, height: 12, viewBox: "0 0 34 12", "aria-hidden": "true" },
      svg("circle", { cx: 8, cy: 6, r: 6, fill: "currentColor" }), svg("rect", { x: 22, y: 2, width: 8, height: 8, fill: "currentColor" })), t(state.size === "valuation" ? "readSizeValue" : "readSize")],
  ];
  return h("dl.key", null, rows.map(([sample, text]) => [h("dt", null, sample), h("dd", null, text)]));
}
