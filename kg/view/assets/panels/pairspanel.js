// Partners who are also rivals: the list of pairs, narrowed by market, and one pair with its co-operation on
// the left and its rivalry, by market, on the right.
import { actorButton, actorName, claimCard, claimsText, lineSample, newestFirst, sumsList, ticks, verb } from "./claims.js";
import { h } from "./dom.js";
import { count, whenText } from "../words/format.js";
import { labelOf, t } from "../words/i18n.js";
import { joined, parted } from "../data/keys.js";
import { marketCounts, marketsOf, sorted } from "../scene/overlaps.js";

const FIRST = 200;

export function pairTitle(page, a, b) {
  return h("header", null, h("h2", { tabindex: "-1" }, actorButton(page, a), h("span.between", null, " — "), actorButton(page, b)));
}

export function pairPanel(page, id) {
  const [a, b] = parted(id);
  const pair = page.scene.pairs.find((row) => row.id === id);
  if (!pair) return [pairTitle(page, a, b), h("p.quiet", null, t("noPairs"))];
  const { words } = page.model;
  const rank = (list) => (slug) => (list[slug] || {}).rank || 0;
  const together = sorted(pair.cooperative, (relation) => relation.group, rank(words.groups));
  const rivals = sorted(pair.competitive, (relation) => joined(...(relation.market || [])), () => 0);
  return [
    pairTitle(page, a, b),
    h("div.sides", null,
      half(page, "together", pair.cooperative, together.map(([group, rows]) => part(page, [lineSample({ group, width: 26 }), labelOf(words.groups, group)], rows))),
      half(page, "compete", pair.competitive, rivals.map(([markets, rows]) => part(page, [lineSample({ group: rows[0].group, width: 26 }), marketsText(words, parted(markets))], rows)))),
  ];
}

function half(page, name, relations, parts) {
  return h("section.side", { "data-side": name }, h("h3", null, t(name), h("span.count", null, claimsText(relations.length))), parts);
}

function part(page, title, relations) {
  return h("div.part", null, h("h4", null, title), sumsList(page, relations), newestFirst(relations).map((relation) => claimCard(page, relation)));
}

function marketsText(words, slugs) {
  const names = slugs.filter(Boolean).map((slug) => labelOf(words.markets, slug));
  return names.length ? names.join(", ") : t("noMarket");
}

export function pairsPanel(page) {
  const { pairs, listed } = page.scene;
  const level = (name, label) => h("button", {
    type: "button", "data-level": name, "aria-pressed": String(page.state.level === name), onclick: () => page.change({ level: name, selected: null, market: null }),
  }, label);
  return [
    h("header", null, h("h2", { tabindex: "-1", dir: "auto" }, t("overlaps")), h("p.lead", null, t("pairsIntro", { when: whenText(page.state) }))),
    h("div.choices", null, h("p.switch", { role: "group", title: t("levelHint") }, level("group", t("groupLevel")), level("actor", t("actorLevel"))), marketChoice(page, pairs)),
    h("section", { id: "pairs" },
      h("h3", null, t("pairs", { n: listed.length }), listed.length < pairs.length ? h("span.count", null, t("outOf", { n: pairs.length })) : ""),
      listed.length ? h("p.heads", null, h("span", null, t("together")), h("span", null, t("compete"))) : "",
      listed.length ? "" : h("p.quiet", null, t(page.scene.uncounted.overlaps || "noPairs")),
      listed.slice(0, FIRST).map((pair) => pairRow(page, pair)),
      listed.length > FIRST ? moreButton(page, listed) : ""),
  ];
}

// Long lists come in parts, so that the page stays quick.
function moreButton(page, listed) {
  let here = FIRST;
  const text = () => t("showMore", { n: Math.min(FIRST, listed.length - here) });
  const more = h("button.more", { type: "button", onclick: () => {
    more.before(...listed.slice(here, here + FIRST).map((pair) => pairRow(page, pair)));
    here += FIRST;
    if (here < listed.length) more.textContent = text();
    else more.remove();
  } }, text());
  return more;
}

// The markets in which pairs compete, with the number of pairs.
function marketChoice(page, pairs) {
  const { words } = page.model;
  const option = (value, label) => h("option", { value, selected: (page.state.market || "") === value }, label);
  const markets = marketCounts(pairs);
  if (page.state.market && !markets.some(([slug]) => slug === page.state.market)) markets.push([page.state.market, 0]);
  return h("select.market", { "data-choice": "market", "aria-label": t("inMarket"), onchange: (event) => page.change({ market: event.target.value || null, selected: null }) },
    option("", t("everyMarket")), markets.map(([slug, number]) => option(slug, `${labelOf(words.markets, slug)} (${count(number)})`)));
}

function pairRow(page, pair) {
  const { model } = page;
  const chosen = (slug) => slug === page.state.market;
  const markets = [...marketsOf(pair)].sort((p, q) => chosen(q) - chosen(p)).map((slug) => labelOf(model.words.markets, slug));
  const types = [...new Set(pair.cooperative.map((relation) => verb(model, relation)))];
  const side = (relations, words) => h("span.line", { title: words }, ticks(relations), h("b", null, count(relations.length)), h("span", null, words));
  return h("button.pair", { type: "button", "data-pair": pair.id, onclick: () => page.select({ kind: "pair", id: pair.id }) },
    h("span.who", { dir: "auto" }, `${actorName(model, pair.a)} — ${actorName(model, pair.b)}`),
    h("span.both", null, side(pair.cooperative, types.join(", ")), side(pair.competitive, markets.join(", ") || t("noMarket"))));
}
