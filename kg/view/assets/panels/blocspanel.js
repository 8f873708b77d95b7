// Blocs of a graph too big for the canvas: who is in them, how many are on the map, and a button that
// brings in more.
import { bringChip } from "./around.js";
import { actorName } from "./claims.js";
import { h } from "./dom.js";
import { stepText } from "../scene/grow.js";
import { t } from "../words/i18n.js";
import { blocs } from "../scene/scene.js";

const FIRST = 10;

export function blocsSection(page) {
  const { model, scene } = page;
  if (model.nodes.size >= model.actors.size || !scene.absent) return "";
  return h("section", { id: "blocs" }, h("h3", null, t("blocs")), h("p.quiet", null, t("blocsIntro")), blocs(model).slice(0, FIRST).map((members) => row(page, members)));
}

function row(page, members) {
  const { model, scene } = page;
  const missing = members.reduce((sum, id) => sum + !scene.actors.has(id), 0);
  return h("div.bloc", { "data-bloc": members[0] },
    h("p.who", { dir: "auto" }, members.slice(0, 3).map((id) => actorName(model, id)).join(", ")),
    h("p.line", null, h("span", null, t("blocCounts", { n: members.length, drawn: members.length - missing })),
      missing ? bringChip(page, stepText(members[0], "bloc"), t("bringIn"), { number: missing }) : ""));
}
