// The part of an actor's panel that shows its neighbourhood alone, or brings neighbours onto the map.
import { h } from "./dom.js";
import { count } from "../words/format.js";
import { offers, PORTION, stepText } from "../scene/grow.js";
import { labelOf, t } from "../words/i18n.js";
import { MOST } from "../scene/scene.js";
import { groupColour } from "../draw/style.js";

export function aroundControls(page, id) {
  const { state, scene, model } = page;
  const only = (what, label) => {
    const step = stepText(id, what);
    const on = state.mode === "around" && state.grown.length === 1 && state.grown[0] === step;
    return h("button", { type: "button", "data-around": what, "aria-pressed": String(on), onclick: () => page.around(on ? null : step) }, label);
  };
  const more = growing(state) ? offers(id, scene.ties, scene.actors) : { groups: new Map(), all: 0 };
  const groups = Object.keys(model.words.groups).filter((group) => more.groups.has(group));
  return h("section.around", null,
    h("h3", null, t("neighbourhood")),
    h("div.choices", null,
      h("p.switch", { role: "group", "aria-label": t("onlyThese") }, only("all", t("oneStep")), only("2", t("twoSteps"))),
      h("button.chip", { type: "button", "data-around": "path", onclick: () => page.startPath(id) }, t("pathFromHere")),
      state.grown.length ? h("button.chip", { type: "button", "data-around": "undo", onclick: () => page.undo() }, `↶ ${t("undo")}`) : ""),
    groups.length ? h("p.chips", null, h("span.quiet", null, t("bringIn")),
      groups.map((group) => bringChip(page, stepText(id, group), labelOf(model.words.groups, group), { number: more.groups.get(group), colour: groupColour(group) })),
      groups.length > 1 ? bringChip(page, stepText(id, "all"), t("everyone"), { number: more.all }) : "") : "");
}

// Whether there are actors that could come onto the map.
function growing(state) {
  return state.mode === "around" || state.mode === "all";
}

// A button that brings actors in: how many now, and of how many when not all.
export function bringChip(page, step, label, { number, colour = "" }) {
  const now = Math.max(0, Math.min(number, PORTION, MOST - page.scene.actors.size));
  const chip = h("button.chip.bring", { type: "button", "data-step": step, disabled: !now, title: now ? "" : t("canvasFull", { n: MOST }), onclick: () => page.grow(step) },
    label, h("b", null, count(now)), now < number ? h("span.quiet", null, t("outOf", { n: number })) : "");
  if (colour) chip.style.setProperty("--group", colour);
  return chip;
}
