// The part of an actor's panel that shows its neighbourhood alone, or brings neighbours onto the map.
import { h } from "./dom.js";
import { count } from "./format.js";
import { offers } from "./grow.js";
import { labelOf, t } from "./i18n.js";
import { groupColour } from "./style.js";

export function aroundControls(page, id) {
  const { state, scene, model } = page;
  const only = (what, label) => {
    const step = `${id}~${what}`;
    const on = state.mode === "around" && state.grown.length === 1 && state.grown[0] === step;
    return h("button", { type: "button", "data-around": what, "aria-pressed": String(on), onclick: () => page.around(on ? null : step) }, label);
  };
  const more = growing(state) ? offers(id, scene.ties, scene.actors) : new Map();
  const groups = Object.keys(model.words.groups).filter((group) => more.has(group));
  const everyone = groups.reduce((sum, group) => sum + more.get(group), 0);
  return h("section.around", null,
    h("h3", null, t("neighbourhood")),
    h("div.choices", null,
      h("p.switch", { role: "group", "aria-label": t("onlyThese") }, only("all", t("oneStep")), only("2", t("twoSteps"))),
      h("button.chip", { type: "button", "data-around": "path", onclick: () => page.startPath(id) }, t("pathFromHere")),
      state.grown.length ? h("button.chip", { type: "button", "data-around": "undo", onclick: () => page.undo() }, `↶ ${t("undo")}`) : ""),
    groups.length ? h("p.chips", null, h("span.quiet", null, t("bringIn")),
      groups.map((group) => bring(page, `${id}~${group}`, labelOf(model.words.groups, group), { number: more.get(group), colour: groupColour(group) })),
      groups.length > 1 ? bring(page, `${id}~all`, t("everyone"), { number: everyone }) : "") : "");
}

// Whether there are actors that could come onto the map.
function growing(state) {
  return state.mode === "around" || state.mode === "all";
}

function bring(page, step, label, { number, colour = "" }) {
  const chip = h("button.chip.bring", { type: "button", "data-step": step, onclick: () => page.grow(step) }, label, h("b", null, count(number)));
  if (colour) chip.style.setProperty("--group", colour);
  return chip;
}
