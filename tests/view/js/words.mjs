// The catalogues of the page, as page.py packs them.
import { readFileSync } from "node:fs";
import { learn } from "../../../kg/view/assets/words/i18n.js";

const SECTION = "page.";

function packed(language) {
  const path = new URL(`../../../kg/vocabulary/phrases/${language}.json`, import.meta.url);
  const { locale, plurals, phrases } = JSON.parse(readFileSync(path, "utf-8"));
  const own = Object.entries(phrases).filter(([key]) => key.startsWith(SECTION));
  return { locale, plurals, phrases: Object.fromEntries(own.map(([key, text]) => [key.slice(SECTION.length), text])) };
}

learn({ en: packed("en"), fr: packed("fr") });
