// The table of the visible relations: the full equivalent of the map.
import { actorName, statusText, verb } from "./claims.js";
import { h } from "./dom.js";
import { amountText, count, dateText } from "../words/format.js";
import { labelOf, t } from "../words/i18n.js";
import { groupColour } from "../draw/style.js";

const FIRST = 150;
const PART = 2000;

const DOWN = ["announced", "amount", "sources", "confidence"]; // sorted first from the largest

function sortOf({ sort }) {
  return { name: sort.replace("-", ""), down: sort.startsWith("-") };
}

export function tableContent(page) {
  const { scene } = page;
  const sort = sortOf(page.state);
  const rows = sorted(page, scene.visible);
  const body = h("tbody", null, rows.slice(0, FIRST).map((relation) => line(page, relation)));
  const more = rows.length > FIRST ? h("button.more", { type: "button", onclick: () => append(page, rows, body, more) }, moreText(rows, FIRST)) : "";
  const columns = columnsOf(page.model);
  return [
    h("table", null,
      h("caption", null, t("shown", { n: rows.length })),
      h("thead", null, h("tr", null, Object.keys(columns).map((name) => head(page, name, sort)))),
      body),
    rows.length ? more : h("p.quiet", null, t("noRows")),
  ];
}

// Long tables come in parts, so that the page stays quick.
function append(page, rows, body, more) {
  const here = body.childElementCount;
  body.append(...rows.slice(here, here + PART).map((relation) => line(page, relation)));
  if (here + PART < rows.length) more.textContent = moreText(rows, here + PART);
  else more.remove();
}

function moreText(rows, here) {
  return rows.length - here <= PART ? t("showAll", { n: rows.length }) : t("showMore", { n: PART });
}

function columnsOf(model) {
  return {
    from: (r) => actorName(model, r.subject).toLowerCase(),
    relation: (r) => verb(model, r),
    to: (r) => actorName(model, r.object).toLowerCase(),
    announced: (r) => r.announced || r.valid_from || "",
    status: (r) => (model.words.statuses[r.status] || {}).rank || 0,
    amount: (r) => (r.amount ? Number(r.amount.value) : 0),
    confidence: (r) => (model.words.confidence[r.confidence] || {}).rank || 0,
    sources: (r) => (r.sources || []).length,
  };
}

function sorted(page, relations) {
  const { name, down } = sortOf(page.state);
  const key = columnsOf(page.model)[name];
  const order = (p, q) => compare(key(p), key(q)) * (down ? -1 : 1);
  const part = name === "amount" ? (p, q) => compare(amountPart(p), amountPart(q)) : () => 0;
  return [...relations].sort((p, q) => part(p, q) || order(p, q) || (p.id < q.id ? -1 : 1));
}

function compare(p, q) {
  return p < q ? -1 : p > q ? 1 : 0;
}

// Sums compare only in one currency and over one period: dollars first, then other currencies by
// code, in each the totals before the rates; last what has no sum.
export function amountPart({ amount }) {
  return amount ? `${amount.currency === "USD" ? 0 : 1} ${amount.currency} ${amount.period || ""}` : "2";
}

function head(page, name, sort) {
  const here = sort.name === name;
  const turn = () => page.sortBy(`${(here ? !sort.down : DOWN.includes(name)) ? "-" : ""}${name}`);
  return h(["amount", "sources"].includes(name) ? "th.number" : "th", { scope: "col", "aria-sort": here ? (sort.down ? "descending" : "ascending") : "none" },
    h("button", { type: "button", "data-sort": name, title: name === "amount" ? t("amountSort") : null, onclick: turn }, t(name), h("span", { "aria-hidden": "true" }, here ? (sort.down ? " ↓" : " ↑") : "")));
}

function line(page, relation) {
  const { model } = page;
  const row = h("tr", { "data-relation": relation.id, onclick: () => page.selectRelation(relation) },
    h("td", { dir: "auto" }, actorName(model, relation.subject)),
    h("td.verb", null, h("button", { type: "button", title: t("showClaims") }, verb(model, relation))),
    h("td", { dir: "auto" }, actorName(model, relation.object)),
    h("td.when", null, relation.announced || relation.valid_from ? dateText(relation.announced || relation.valid_from) : "–"),
    h("td", null, statusText(model, page.scene, relation)),
    h("td.number", null, amountText(relation.amount) || "–"),
    h("td", null, labelOf(model.words.confidence, relation.confidence)),
    h("td.number", null, count((relation.sources || []).length)));
  row.style.setProperty("--group", groupColour(relation.group));
  return row;
}
