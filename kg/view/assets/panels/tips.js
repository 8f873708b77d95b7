// What stands beside the pointer.
import { actorName, sentenceOf, sumLines, sumText } from "./claims.js";
import { byId, h } from "./dom.js";
import { count, dateText, figureText } from "../words/format.js";
import { labelOf, t } from "../words/i18n.js";
import { dayOf, valuationOf } from "../data/sizes.js";

export function showTip(page, what, at) {
  const tip = byId("tip");
  tip.hidden = !what || !at;
  if (tip.hidden) return;
  tip.replaceChildren(...(what.kind === "actor" ? actorTip(page, what.id) : ribbonTip(page, what.id)));
  const stage = byId("stage");
  tip.style.left = `${Math.max(8, Math.min(at.x + 14, stage.clientWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${Math.max(8, Math.min(at.y + 16, stage.clientHeight - tip.offsetHeight - 8))}px`;
}

function actorTip({ model, scene, state }, id) {
  const actor = model.actors.get(id);
  const kinds = (actor.kinds || []).map((slug) => labelOf(model.words.kinds, slug));
  return [
    h("b", { dir: "auto" }, actor.name), h("span", null, kinds.join(", ")), h("span", null, `${count(scene.degrees.get(id) || 0)} ${t("relations")}`),
    state.size === "valuation" ? h("span", null, valuationText(model, id, dayOf(state))) : "",
  ];
}

function valuationText(model, id, day) {
  const row = valuationOf(model, id, day);
  return row ? `${t("valuation")} ${figureText(row, model.words)} · ${dateText(row.as_of)}` : t("noValuation");
}

function ribbonTip(page, id) {
  const { model, scene } = page;
  const ribbon = scene.ribbons.get(id);
  if (!ribbon) return [];
  const sums = sumLines(page, ribbon.relations);
  const lines = ribbon.relations.slice(0, 3).map((relation) => sentenceOf(page, relation));
  return [
    h("b", { dir: "auto" }, `${actorName(model, ribbon.a)} — ${actorName(model, ribbon.b)}`),
    h("span", null, labelOf(model.words.groups, ribbon.group)),
    ...sums.map((line) => h(line.over ? "s" : "span", null, sumText(line))),
    ...lines.map((line) => h("span", null, line)),
    ribbon.relations.length > 3 ? h("span", null, `+ ${ribbon.relations.length - 3}`) : "",
  ];
}
