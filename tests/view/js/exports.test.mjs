import assert from "node:assert/strict";
import { test } from "node:test";
import { asCsv, cell } from "../../../kg/view/assets/data/exports.js";
import "./words.mjs";
import { setLanguage, t } from "../../../kg/view/assets/words/i18n.js";
import { spanOf } from "../../../kg/view/assets/time/time.js";

test("no cell is a formula, numbers stay numbers", () => {
  const cells = { "=1+1": "'=1+1", " +x": "' +x", "@SUM(A1)": "'@SUM(A1)", "-5": "-5", "-5.5": "-5.5", "-x": "'-x", "\tx": "'\tx", 'a"b': '"a""b"', "a,b": '"a,b"' };
  for (const [text, safe] of Object.entries(cells)) assert.equal(cell(text), safe);
  assert.deepEqual([cell(null), cell(undefined), cell(0), cell(false)], ["", "", "0", "false"]);
});

test("rows stand in the order of their ids, with names and addresses", () => {
  const model = { actors: new Map([["a", { name: "A, Inc" }]]), sources: new Map([["s", { url: "u" }]]) };
  const row = (id) => ({ id, type: "t", subject: "a", object: "b", sources: ["s"], status: "active" });
  const lines = asCsv(model, [row("2"), row("1")]).trim().split("\r\n");
  assert.ok(lines[1].startsWith('1,t,a,"A, Inc",b,,') && lines[2].startsWith("2,t"));
  assert.ok(lines[1].includes(",s,u,"));
});

test("what is one is said in the singular", () => {
  const texts = {
    en: [["moreHidden", 1, "1 more is hidden by the filters"], ["moreHidden", 2, "2 more are hidden by the filters"], ["moreCountries", 1, "1 more country"], ["shown", 0, "0 relations shown"], ["shown", 1203, "1,203 relations shown"]],
    fr: [["moreHidden", 1, "1 autre est masquée par les filtres"], ["moreHidden", 21, "21 autres sont masquées par les filtres"], ["moreCountries", 1, "1 autre pays"], ["shown", 0, "0 relation montrée"]],
  };
  for (const [language, rows] of Object.entries(texts)) {
    setLanguage(language);
    for (const [key, value, text] of rows) assert.equal(t(key, { n: value }), text);
  }
  setLanguage("en");
});

test("what was announced in a month may have been on any of its days, and without a day on any possible one", () => {
  assert.deepEqual(spanOf({ announced: "2025-06", valid_from: "2024" }), { first: "2025-06-01", last: "2025-06-30" });
  assert.deepEqual(spanOf({ earliest: "2006-03-14", latest: "2025-02-03" }), { first: "2006-03-14", last: "2025-02-03" });
  assert.deepEqual(spanOf({}), { first: null, last: null });
});
