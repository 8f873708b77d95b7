// The words of the page: phrases by key, a catalogue for each language, packed into the page from
// those of the whole program. Names of types, statuses and kinds come with the data.

let catalogues = {};
let language = "";

export function learn(all) {
  catalogues = all;
  setLanguage("");
}

export function setLanguage(code) {
  language = Object.hasOwn(catalogues, code) ? code : languages()[0];
}

// The first is the one for readers whose language has no catalogue.
export function languages() {
  return Object.keys(catalogues);
}

export function languageOf(browser) {
  return languages().find((code) => String(browser).startsWith(code)) ?? languages()[0];
}

export function nextLanguage() {
  return languages()[(languages().indexOf(language) + 1) % languages().length];
}

// How the browser writes "numbers" or "dates" in this language.
export function locale(what) {
  return catalogues[language].locale[what];
}

// A phrase with its values: `n` chooses between one and many, numbers get the marks of the language.
export function t(key, values = {}, code = language) {
  const phrase = catalogues[code].phrases[key] ?? key;
  const text = typeof phrase === "string" ? phrase : phrase[formOf(values.n, code)];
  return text.replace(/\{(\w+)\}/g, (_, place) => written(values[place]));
}

function formOf(number, code) {
  const forms = Object.entries(catalogues[code].plurals);
  return forms.find(([, rule]) => new RegExp(`^(?:${rule})$`).test(String(number)))?.[0] ?? "other";
}

function written(value) {
  return typeof value === "number" ? value.toLocaleString(locale("numbers")) : String(value);
}

// Label of an entry of the vocabulary; an unknown one is shown by its own name.
export function labelOf(list, slug, part = "label") {
  const labels = list && Object.hasOwn(list, slug) ? list[slug][part] : null;
  return labels?.[language] || labels?.[languages()[0]] || String(slug).replace(/-/g, " ");
}
