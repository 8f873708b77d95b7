// Two fields for two actors, and the chains between them with the relations of each step.
import { actorButton, actorName, claimCard, claimsText, newestFirst, ticks } from "./claims.js";
import { h } from "./dom.js";
import { t } from "../words/i18n.js";
import { joined } from "../data/keys.js";
import { actorField } from "./search.js";

export function pathPanel(page) {
  const { scene, state } = page;
  const draft = state.ends || page.draft;
  const field = (place, name, label) => actorField(page, { name, label, value: draft[place] ? actorName(page.model, draft[place]) : "", take: (id) => page.takeEnd(place, id) });
  return [
    h("header", null, h("h2", { tabindex: "-1" }, t("path")), h("p.lead", null, t("pathIntro"))),
    h("div.ends", null, field(0, "path-from", t("pathFrom")), field(1, "path-to", t("pathTo")),
      state.ends ? h("button.chip", { type: "button", onclick: () => page.change({ ends: [state.ends[1], state.ends[0]] }) }, `⇅ ${t("swap")}`) : ""),
    state.avoid.length ? h("p.chips", null, `${t("avoiding")} `, state.avoid.map((id) => h("button.chip", { type: "button", onclick: () => page.change({ avoid: state.avoid.filter((other) => other !== id) }) }, actorName(page.model, id), " ×"))) : "",
    scene.chains ? chainLists(page, scene.chains) : "",
  ];
}

function chainLists(page, { length, paths, shortest, more }) {
  if (!paths.length) return h("section", null, h("p.quiet", { id: "no-path" }, t("noPath")));
  const first = paths.slice(0, shortest);
  const later = paths.slice(shortest);
  const title = length === 1 ? t("direct") : t("somePaths", { n: shortest, steps: length });
  return [
    h("section", { id: "chains" }, h("h3", null, title), first.map((path) => chain(page, path))),
    later.length ? h("section", null, h("h3", null, t("longerPaths")), later.map((path) => chain(page, path))) : "",
    more ? h("p.quiet", null, t("morePaths")) : "",
  ];
}

function chain(page, path) {
  const rows = [];
  path.forEach((id, i) => {
    const inner = i > 0 && i < path.length - 1;
    rows.push(h("li.station", null, actorButton(page, id),
      inner ? h("button.avoid", { type: "button", "aria-label": t("avoid", { name: actorName(page.model, id) }), title: t("avoid", { name: actorName(page.model, id) }), onclick: () => page.change({ avoid: [...page.state.avoid, id] }) }, "×") : ""));
    if (i < path.length - 1) rows.push(hop(page, id, path[i + 1]));
  });
  return h("ol.chain", { "data-path": joined(...path) }, rows);
}

function hop(page, a, b) {
  const relations = page.scene.visible.filter(({ subject, object }) => (subject === a && object === b) || (subject === b && object === a));
  const body = h("div.claims");
  const details = h("details.hop", { ontoggle: () => {
    if (details.open && !body.childElementCount) body.append(...newestFirst(relations).map((relation) => claimCard(page, relation)));
  } }, h("summary", null, ticks(relations), h("span", null, claimsText(relations.length))), body);
  return h("li.step", null, details);
}
