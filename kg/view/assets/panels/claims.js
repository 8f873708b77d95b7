// A claim as a card: who, what, whom; when, how sure, how much; the evidence and its sources.
import { h, host, link, svg } from "./dom.js";
import { amountText, compact, dateText, periodText, rangeText } from "../words/format.js";
import { labelOf, t } from "../words/i18n.js";
import { LATER } from "../data/scope.js";
import { sumsOf } from "../data/sums.js";
import { isPaidBack } from "../scene/ribbons.js";
import { groupColour, styleTable } from "../draw/style.js";

export function actorName(model, id) {
  const actor = model.actors.get(id);
  return actor ? actor.name : id;
}

export function actorButton(page, id) {
  return h("button.name", { type: "button", onclick: () => page.select({ kind: "actor", id }) }, actorName(page.model, id));
}

export function verb(model, relation) {
  return labelOf(model.words.types, relation.type);
}

// Who does what to whom, in words; among loops in the direction of the money.
export function sayingOf({ model, scene }, relation) {
  const { subject, object } = relation;
  if (!scene.flow || !isPaidBack(relation)) return [subject, verb(model, relation), object];
  return [object, labelOf(model.words.types, relation.type, "inverse"), subject];
}

export function sentenceOf(page, relation) {
  const [from, does, to] = sayingOf(page, relation);
  return `${actorName(page.model, from)} ${does} ${actorName(page.model, to)}`;
}

export function claimCard(page, relation) {
  const { model } = page;
  const [from, does, to] = sayingOf(page, relation);
  const card = h("article.claim", { "data-relation": relation.id });
  card.style.setProperty("--group", groupColour(relation.group));
  card.append(
    h("p.sentence", null, actorButton(page, from), ` ${does} `, actorButton(page, to)),
    h("p.meta", null, meta(page, relation)),
    relation.evidence ? h("p.evidence", null, relation.evidence) : "",
    facts(page, relation),
    sourceList(model, relation.sources),
  );
  return card;
}

function meta({ model, scene }, relation) {
  const sum = amountText(relation.amount);
  return [
    sum ? h("span.sum", null, sum) : null,
    h("span", { title: [relation.announced, relation.valid_from, relation.valid_to].filter(Boolean).join(" · ") }, periodText(relation)),
    h("span.status", null, statusLine(relation), statusText(model, scene, relation)),
    h(`span.confidence.${relation.confidence}`, { title: labelOf(model.words.confidence, relation.confidence, "definition") },
      `${t("confidence").toLowerCase()} ${labelOf(model.words.confidence, relation.confidence)}`),
  ];
}

// The status of a relation, marked where it begins after the day shown.
export function statusText(model, scene, relation) {
  const status = labelOf(model.words.statuses, relation.status);
  return scene.standOf(relation) === LATER ? `${status}, ${t("fromLater", { day: dateText(relation.valid_from) })}` : status;
}

function statusLine(relation) {
  return lineSample({ group: relation.group, status: relation.status, width: 22 });
}

// A short piece of ribbon, as it is drawn on the map.
export function lineSample({ group, status = "active", width = 30, arrow = false, colour = null }) {
  const table = styleTable();
  const dotted = group && (table.groups[group] || {}).dotted;
  const dash = dotted ? [1.5, 4] : Object.hasOwn(table.dashes, status) ? table.dashes[status] : [];
  const stroke = colour || (group ? groupColour(group) : "currentColor");
  const line = svg("line", {
    x1: 1, x2: arrow ? width - 6 : width - 1, y1: 5, y2: 5, stroke, "stroke-width": 2.4,
    "stroke-dasharray": dash.map((step) => step * 0.8).join(" "), "stroke-linecap": dotted ? "round" : "butt",
    "stroke-opacity": table.pale.includes(status) ? 0.5 : 1,
  });
  const head = arrow ? [svg("path", { d: `M${width - 8} 1.5 L${width - 1} 5 L${width - 8} 8.5 Z`, fill: stroke })] : [];
  return svg("svg", { class: "line", width, height: 10, viewBox: `0 0 ${width} 10`, "aria-hidden": "true" }, line, ...head);
}

function facts(page, relation) {
  const { words, deals } = page.model;
  const deal = relation.deal && deals.get(relation.deal);
  const rows = [
    relation.market && [t("inMarket"), relation.market.map((slug) => labelOf(words.markets, slug)).join(", ")],
    deal && [t("deal"), [deal.name, deal.amount ? ` · ${amountText(deal.amount)}` : ""]],
    relation.capacity && [t("capacity"), `${compact(relation.capacity)} ${labelOf(words.capacity_units, relation.capacity_unit || "")}`],
    relation.stake && [t("stake"), `${relation.stake} %`],
    relation.instrument && ["", labelOf(words.instruments, relation.instrument)],
    relation.exclusive !== undefined && ["", relation.exclusive ? t("exclusive") : t("notExclusive")],
  ].filter(Boolean);
  return [
    rows.length ? h("p.facts", null, rows.map(([name, value]) => h("span", null, name ? `${name}: ` : "", value))) : "",
    relation.note ? h("p.note", null, relation.note) : "",
  ].reduce((fragment, part) => (part && fragment.append(part), fragment), document.createDocumentFragment());
}

export function sourceList(model, ids) {
  const sources = (ids || []).map((id) => model.sources.get(id)).filter(Boolean);
  if (!sources.length) return h("p.sources", null, t("noSource"));
  return h("ul.sources", null, sources.map((source) => sourceItem(model, source)));
}

function sourceItem(model, source) {
  const kind = source.kind && source.kind !== "news" ? labelOf(model.words.source_kinds, source.kind) : "";
  const about = [source.publisher || host(source.url), source.published ? dateText(source.published) : t("undatedClaim"), kind, source.language || ""];
  return h("li", { "data-source": source.id },
    link(source.url, source.title || host(source.url)),
    h("span.about", null, about.filter(Boolean).join(" · ")));
}

export function claimsText(number) {
  return t("claims", { n: number });
}

export function newestFirst(relations) {
  const when = (relation) => relation.announced || relation.valid_from || "";
  return [...relations].sort((p, q) => (when(q) > when(p) ? 1 : when(q) < when(p) ? -1 : p.id < q.id ? -1 : 1));
}

// The known sums of some relations between two parties as {kind, amount, marks, over}, one for each kind
// of money, currency and stage; what begins later and what is over on lines of their own.
export function sumLines({ model, scene }, relations) {
  const { words } = model;
  return sumsOf(model, relations, scene.standOf).map((sum) => ({
    kind: labelOf(words.money_kinds, sum.kind), amount: rangeText(sum), marks: marksOf(words, sum), over: sum.over || sum.stage === "dead",
  }));
}

function marksOf(words, { stage, later, over }) {
  return [stage ? labelOf(words.stages, stage) : "", later ? t("beginsLater") : "", over && stage !== "dead" ? t("isOver") : ""].filter(Boolean);
}

export function sumText({ kind, amount, marks }) {
  return [`${kind} ${amount}`, ...marks].join(", ");
}

export function sumsList(page, relations) {
  const lines = sumLines(page, relations);
  return lines.length ? h("p.sums", null, lines.map((line) => h(line.over ? "s" : "span", null, sumText(line)))) : "";
}

// One short stroke per display group present.
export function ticks(relations) {
  const groups = [...new Set(relations.map((relation) => relation.group))];
  return h("span.ticks", null, groups.map((group) => {
    const tick = h("i", { title: "" });
    tick.style.setProperty("background", groupColour(group));
    return tick;
  }));
}
