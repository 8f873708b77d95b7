// The list of keys, in a dialog.
import { byId, h } from "./dom.js";
import { t } from "../words/i18n.js";

const KEYS = [
  [["/"], "key_search"], [["←", "↑", "→", "↓"], "key_arrows"], [["Enter"], "key_enter"], [["[", "]"], "key_step"], [["Esc"], "key_esc"],
  [["t"], "key_table"], [["l"], "key_loops"], [["o"], "key_overlaps"], [["p"], "key_path"], [["f"], "key_filters"],
  [["+", "−", "0"], "key_zoom"], [["Space"], "key_play"], [["?"], "key_help"],
];

export function showHelp() {
  const dialog = byId("dialog");
  const rows = KEYS.map(([keys, what]) => [h("dt", null, keys.map((key) => h("kbd", null, key))), h("dd", null, t(what))]);
  dialog.setAttribute("aria-label", t("helpTitle"));
  dialog.replaceChildren(
    h("h2", null, t("helpTitle")),
    h("dl.keys", null, rows),
    h("p.quiet", null, t("pinned")),
    h("button.more", { type: "button", autofocus: true, onclick: () => dialog.close() }, t("close")));
  dialog.showModal();
}
