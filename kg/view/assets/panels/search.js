// Finding an actor: by name, other name, ticker or id, without regard to case and accents.
import { byId, h } from "./dom.js";
import { folded } from "../words/format.js";
import { labelOf, t } from "../words/i18n.js";

const MOST = 9;

export function matches(index, text) {
  const query = folded(text).trim();
  if (!query) return [];
  const hits = [];
  for (const entry of index) {
    const at = Math.min(...entry.words.map((word) => rank(word, query)));
    if (at < 9) hits.push([at, -entry.degree, entry.id]);
  }
  hits.sort((p, q) => p[0] - q[0] || p[1] - q[1] || (p[2] < q[2] ? -1 : 1));
  return hits.slice(0, MOST).map(([, , id]) => id);
}

function rank(word, query) {
  if (word === query) return 0;
  if (word.startsWith(query)) return 1;
  if (word.includes(` ${query}`) || word.includes(`:${query}`) || word.includes(`-${query}`)) return 2;
  return word.includes(query) ? 3 : 9;
}

export function searchIndex(model) {
  return [...model.actors.values()].map((actor) => ({
    id: actor.id,
    degree: (model.relationsOf.get(actor.id) || []).length,
    words: [actor.name, ...(actor.alt || []), actor.ticker || "", actor.cik || "", actor.lei || "", actor.id].filter(Boolean).map(folded),
  }));
}

export function startSearch(page) {
  const take = (id) => {
    page.select({ kind: "actor", id });
    page.focusMap();
  };
  finder(page, byId("search"), byId("found"), { take, leave: () => page.focusMap() });
}

// A labelled field for an actor, with its own list of matches.
export function actorField(page, { name, label, value, take }) {
  const input = h("input", { type: "search", role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": `${name}-found`, autocomplete: "off", spellcheck: "false", "data-field": name });
  const list = h("ul.found", { role: "listbox", "aria-label": label, hidden: true });
  list.id = `${name}-found`;
  input.value = value;
  const chosen = (id) => {
    take(id);
    if (document.activeElement === document.body) page.focusPanel();
  };
  finder(page, input, list, { take: chosen, leave: () => page.focusPanel() });
  return h("label.field", null, h("span", null, label), input, list);
}

// Makes an input and a list work together; `take` gets the id of the actor chosen;
// `leave` says where the keyboard goes when none is.
function finder(page, input, list, { take, leave }) {
  let ids = [];
  let at = 0;
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (id) => {
    close();
    input.value = "";
    input.blur();
    take(id);
  };
  const show = () => {
    list.replaceChildren(...(ids.length ? ids.map((id, i) => option(page, id, { name: list.id, place: i, active: i === at, take: () => choose(id) })) : [h("li.none", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, t("noMatch"))]));
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (ids.length) input.setAttribute("aria-activedescendant", `${list.id}-${at}`);
  };
  input.addEventListener("input", () => {
    page.index ||= searchIndex(page.model);
    [ids, at] = [matches(page.index, input.value), 0];
    show();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      input.value = "";
      close();
      leave();
    } else if (event.key === "Enter" && ids.length) choose(ids[at]);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      at = (at + (event.key === "ArrowDown" ? 1 : ids.length - 1)) % Math.max(1, ids.length);
      show();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  input.addEventListener("blur", () => setTimeout(close, 120));
}

function option(page, id, { name, place, active, take }) {
  const actor = page.model.actors.get(id);
  const kind = actor.kinds ? labelOf(page.model.words.kinds, actor.kinds[0]) : "";
  const item = h("li", { role: "option", "aria-selected": String(active), onmousedown: (event) => { event.preventDefault(); take(); } },
    h("span", { dir: "auto" }, actor.name), h("small", null, [kind, actor.ticker].filter(Boolean).join(" · ")));
  item.id = `${name}-${place}`;
  return item;
}
