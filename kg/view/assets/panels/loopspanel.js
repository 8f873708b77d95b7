// The list of loops, and one loop with the claims of each of its arcs.
import { actorButton, actorName, claimCard, newestFirst, sayingOf, sumLines, sumsList } from "./claims.js";
import { h } from "./dom.js";
import { count, dateText, money, whenText } from "../words/format.js";
import { t } from "../words/i18n.js";
import { joined, parted } from "../data/keys.js";

const FIRST = 40;
const MOST_SUMS = 3; // beside an arc of the ring where there is room

export function loopsPanel(page) {
  const { loops, lengths, complete } = page.scene.money;
  const rows = h("ol.loops", null, loops.slice(0, FIRST).map((loop) => loopRow(page, loop)));
  const more = loops.length > FIRST
    ? h("button.more", { type: "button", onclick: () => { more.remove(); rows.append(...loops.slice(FIRST).map((loop) => loopRow(page, loop))); } }, t("showMore", { n: loops.length - FIRST }))
    : "";
  const choice = (key, value, label) => h("button", {
    type: "button", "aria-pressed": String(page.state[key] === value), onclick: () => page.change({ [key]: value, selected: null }),
  }, label);
  return [
    h("header", null, h("h2", { tabindex: "-1" }, t("loops")), h("p.lead", null, t("loopsIntro", { when: whenText(page.state) }))),
    h("p.caption", null, t("caption")),
    h("div.choices", null,
      h("p.switch", { role: "group", "aria-label": t("levelHint"), title: t("levelHint") }, choice("level", "group", t("groupLevel")), choice("level", "actor", t("actorLevel"))),
      h("p.switch", { role: "group", "aria-label": t("mostActors"), title: t("mostActors") }, ["2", "3", "4", "5"].map((length) => choice("length", length, `≤ ${length}`)))),
    h("section", { id: "loops" },
      h("h3", null, t("someLoops", { n: loops.length })),
      h("p", { id: "lengths" }, lengthsText(lengths)),
      h("p.quiet", null, t("loopsOrder"), complete ? "" : ` ${t("loopsCapped")}`),
      loops.length ? rows : h("p.quiet", null, t(page.scene.uncounted.loops || "noLoops")), more),
  ];
}

// How many loops there are of how many actors, and whether those are all.
function lengthsText(lengths) {
  return lengths.map(({ size, count: number, complete }) => t(complete ? "loopsAll" : "loopsSome", { n: number, size: t(`many_${size}`) })).join(", ");
}

function loopRow(page, loop) {
  const least = loop.least < 0 ? t("noAmountKnown") : t("leastKnown", { amount: money(loop.least, "USD") });
  return h("li", null, h("button.pair", { type: "button", "data-loop": loop.id, onclick: () => page.select({ kind: "loop", id: loop.id }) },
    h("span.who", null, h("span", { dir: "auto" }, loop.actors.map((id) => actorName(page.model, id)).join(" → "))),
    h("span.line", null, least)));
}

export function loopPanel(page) {
  const { loop } = page.scene;
  const ids = parted(page.state.selected.id);
  const title = h("h2", { tabindex: "-1", dir: "auto" }, [...ids, ids[0]].map((id) => actorName(page.model, id)).join(" → "));
  if (!loop) return [h("header", null, title), h("p.quiet", null, t("loopGone"))];
  const least = loop.least < 0 ? t("noAmountKnown") : t("leastKnown", { amount: money(loop.least, "USD") });
  return [
    h("header", null, title, h("p.lead", null, least)),
    h("p.caption", null, t("caption")),
    ...loop.arcs.map((arc) => h("section.side", { "data-arc": joined(arc.source, arc.target) },
      h("h3", null, h("span", null, actorButton(page, arc.source), " → ", actorButton(page, arc.target), `: ${kindsOf(arc)}`)),
      sumsList(page, arc.relations) || h("p.quiet", null, t("paysUnknown")),
      newestFirst(arc.relations).map((relation) => claimCard(page, relation)))),
  ];
}

// What the money of an arc is, in the words of `kg loops`.
function kindsOf(arc) {
  return ["financing", "purchase"].filter((kind) => arc[kind]).map((kind) => t(kind)).join(" + ");
}

// What stands beside an arc of the ring: what is paid, by kind and stage, then when, then for what.
export function arcWords(page, arc, most = MOST_SUMS) {
  const sums = sumLines(page, arc.relations);
  const pays = ({ kind, amount, marks }, place) => [t(place ? "paysToo" : "pays", { amount }), [kind, ...marks].join(", ")].join(" · ");
  const paid = sums.length ? sums.slice(0, most).map(pays) : [t("paysUnknown")];
  if (most > 1 && sums.length > most) paid.push(t("moreSums", { n: sums.length - most }));
  const days = arc.relations.map((relation) => relation.announced || relation.valid_from).filter(Boolean).sort();
  const [first, last] = [days[0], days[days.length - 1]];
  const when = !days.length ? t("undatedClaim") : first === last ? dateText(first) : `${dateText(first)} – ${dateText(last)}`;
  const does = [...new Set(arc.relations.map((relation) => sayingOf(page, relation)[1]))];
  return [...paid, when, does.length > 1 ? `${kindsOf(arc)} (${t("severalClaims", { n: arc.relations.length })})` : `${does[0]} ${actorName(page.model, arc.target)}`];
}
