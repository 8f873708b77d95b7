// The relations of the view as CSV and as JSON-LD.
import { listed } from "./model.js";
import { moneyKind } from "./sums.js";
import { firstDay, lastDay } from "../time/time.js";

// The columns of the table of relations, with the names of both actors and the addresses of the sources.
const COLUMNS = {
  id: (r) => r.id,
  type: (r) => r.type,
  subject: (r) => r.subject,
  subject_name: (r, model) => nameOf(model, r.subject),
  object: (r) => r.object,
  object_name: (r, model) => nameOf(model, r.object),
  announced: (r) => r.announced,
  valid_from: (r) => r.valid_from,
  valid_to: (r) => r.valid_to,
  status: (r) => r.status,
  amount: (r) => r.amount && r.amount.value,
  currency: (r) => r.amount && r.amount.currency,
  amount_qualifier: (r) => r.amount && (r.amount.qualifier || ""),
  amount_period: (r) => r.amount && (r.amount.period || ""),
  stake_percent: (r) => r.stake,
  instrument: (r) => r.instrument,
  capacity: (r) => r.capacity,
  capacity_unit: (r) => r.capacity_unit,
  market: (r) => (r.market || []).join("|"),
  exclusive: (r) => r.exclusive,
  beneficiary: (r) => (r.beneficiary || []).join("|"),
  deal: (r) => r.deal,
  supersedes: (r) => r.supersedes,
  confidence: (r) => r.confidence,
  evidence: (r) => r.evidence,
  sources: (r) => (r.sources || []).join("|"),
  source_urls: (r, model) => (r.sources || []).map((id) => (model.sources.get(id) || {}).url || "").join("|"),
  note: (r) => r.note,
};

function nameOf(model, id) {
  return (model.actors.get(id) || {}).name;
}

export function asCsv(model, relations) {
  const rows = [...relations].sort(byId).map((relation) => Object.values(COLUMNS).map((read) => cell(read(relation, model))));
  return [Object.keys(COLUMNS), ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}

function byId(p, q) {
  return p.id < q.id ? -1 : 1;
}

// A cell that no spreadsheet takes for a formula, quoted where it must be.
export function cell(value) {
  const text = value === null || value === undefined ? "" : String(value);
  const safe = /^\s*[=+\-@]|^[\t\r\n]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

// The nodes that `kg export` writes, for the relations of the view and what they refer to.
export function asJsonld(model, relations, also = []) {
  const rows = [...relations].sort(byId);
  const actors = new Set([...also, ...rows.flatMap((r) => [r.subject, r.object])]);
  const deals = dealsOf(model, rows);
  const sources = new Set([...rows, ...deals].flatMap((r) => r.sources || []));
  const rowsOf = (ids, map) => [...ids].sort().map((id) => map.get(id)).filter(Boolean);
  const document = {
    ...model.data.jsonld,
    relations: rows.map((relation) => relationNode(model, relation)),
    deals: deals.map((deal) => dealNode(model, deal)),
    actors: rowsOf(actors, model.actors).map((actor) => actorNode(actor, model.data.wikidata)),
    sources: rowsOf(sources, model.sources).map(sourceNode),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

function relationNode(model, r) {
  const node = {
    id: `relation:${r.id}`,
    type: [pascal(r.type), "Relation"],
    relationType: code("relation-type", r.type),
    subject: `actor:${r.subject}`,
    object: `actor:${r.object}`,
    status: code("status", r.status),
    announced: dateNode(r.announced),
    validFrom: dateNode(r.valid_from),
    validTo: dateNode(r.valid_to),
    announcedFrom: firstDay(r.announced || ""),
    from: r.start,
    to: r.end,
    instrument: code("instrument", r.instrument),
    stakePercent: r.stake,
    capacity: r.capacity,
    capacityUnit: code("capacity-unit", r.capacity_unit),
    market: r.market && r.market.map((slug) => code("market", slug)),
    exclusive: r.exclusive,
    beneficiary: r.beneficiary && r.beneficiary.map((id) => `actor:${id}`),
    supersedes: r.supersedes && `relation:${r.supersedes}`,
    amount: r.amount && amountNode(`relation:${r.id}/amount`, r.amount, moneyKind(model, r)),
    evidence: {
      id: `relation:${r.id}/evidence`,
      type: ["Evidence"],
      statement: r.evidence,
      confidence: code("confidence", r.confidence),
      hadPrimarySource: (r.sources || []).map((id) => `source:${id}`),
    },
    note: r.note,
  };
  return withoutEmpty(node);
}

// The deals of some relations, each with those of its parts that are among them.
function dealsOf(model, rows) {
  const parts = new Map();
  for (const { deal, id } of rows) if (deal) listed(parts, deal).push(`relation:${id}`);
  return [...parts].sort(([p], [q]) => (p < q ? -1 : 1)).map(([id, hasPart]) => ({ ...model.deals.get(id), id, hasPart }));
}

function dealNode(model, deal) {
  const { class: own } = model.words.deal_kinds[deal.kind || ""] || {};
  const id = `deal:${deal.id}`;
  return withoutEmpty({
    id, type: own ? [own, "Deal"] : ["Deal"], label: deal.name, dealKind: code("deal-kind", deal.kind), status: code("status", deal.status),
    announced: dateNode(deal.announced), closed: dateNode(deal.closed), announcedFrom: firstDay(deal.announced || ""),
    amount: deal.amount && amountNode(`${id}/amount`, deal.amount), valuation: deal.valuation && amountNode(`${id}/valuation`, deal.valuation), note: deal.note, hasPart: deal.hasPart,
    evidence: deal.sources && { id: `${id}/evidence`, type: ["Evidence"], hadPrimarySource: deal.sources.map((source) => `source:${source}`) },
  });
}

function amountNode(id, { value, currency, qualifier, period }, kind) {
  return withoutEmpty({ id, type: ["Amount"], value, currency, qualifier: code("qualifier", qualifier), period: code("period", period || "total"), moneyKind: code("money-kind", kind) });
}

function actorNode(actor, wikidata) {
  return withoutEmpty({
    id: `actor:${actor.id}`, type: ["Actor", actor.person ? "Person" : "Organisation"], label: actor.name, altLabel: actor.alt,
    mainKind: actor.kinds && code("actor-kind", actor.kinds[0]), kind: actor.kinds && actor.kinds.map((slug) => code("actor-kind", slug)),
    partOf: actor.part_of && `actor:${actor.part_of}`, partOfFrom: dateNode(actor.part_of_from), partOfTo: dateNode(actor.part_of_to), group: actor.group && `actor:${actor.group}`, country: actor.country, ticker: actor.ticker, cik: actor.cik, lei: actor.lei, exactMatch: actor.wikidata && wikidata + actor.wikidata, website: actor.website, founded: dateNode(actor.founded), note: actor.note,
  });
}

function sourceNode(source) {
  return withoutEmpty({
    id: `source:${source.id}`, type: ["Source"], title: source.title, publisher: source.publisher, published: dateNode(source.published), publishedTo: lastDay(source.published || ""),
    language: source.language || "en", url: source.url, sourceKind: code("source-kind", source.kind),
  });
}

function dateNode(text) {
  const kind = text && { 4: "gYear", 7: "gYearMonth", 10: "date" }[text.length];
  return kind ? { type: `xsd:${kind}`, "@value": text } : undefined;
}

function code(scheme, slug) {
  return slug && `code:${scheme}/${slug}`;
}

function pascal(slug) {
  return slug.split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function withoutEmpty(node) {
  return Object.fromEntries(Object.entries(node).filter(([, value]) => value !== undefined && value !== null && value !== ""));
}

// Hands a file to the reader.
export function saved(blob, ending) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = `alliances.${ending}`;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
