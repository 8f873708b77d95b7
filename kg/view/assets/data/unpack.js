// Columns over one list of strings -> rows. The inverse of the packing done when the page is built.

export function unpack(packed) {
  const tables = {};
  for (const [name, table] of Object.entries(packed.tables)) tables[name] = rowsOf(table, packed.strings);
  return tables;
}

function rowsOf(table, strings) {
  // All rows have all columns, so that they are read as fast as records can be.
  const blank = Object.fromEntries(Object.keys(table.columns).map((name) => [name, undefined]));
  const rows = Array.from({ length: table.rows }, () => ({ ...blank }));
  for (const [name, column] of Object.entries(table.columns)) {
    const read = reader(column.as, strings);
    let row = 0;
    column.values.forEach((value, place) => {
      row = column.at ? row + column.at[place] : place;
      rows[row][name] = read(value);
    });
  }
  return rows;
}

function reader(kind, strings) {
  const text = (value) => (typeof value === "number" ? strings[value] : value);
  if (kind === "string") return text;
  if (kind === "strings") return (values) => values.map(text);
  return (value) => value;
}

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";

// The text of the data element, of which gzip in base 85 is undone.
export async function inflated(element) {
  const stream = new Blob([bytesOf(element.textContent)]).stream();
  return new Response(stream.pipeThrough(new DecompressionStream("gzip"))).text();
}

// The bytes of a text in base 85: five digits are four bytes, and the last group may be shorter.
export function bytesOf(text) {
  const values = new Uint8Array(128);
  for (let i = 0; i < DIGITS.length; i += 1) values[DIGITS.charCodeAt(i)] = i;
  const bytes = new Uint8Array(4 * Math.ceil(text.length / 5));
  const view = new DataView(bytes.buffer);
  for (let from = 0, to = 0; from < text.length; from += 5, to += 4) {
    let number = 0;
    for (let i = from; i < from + 5; i += 1) number = 85 * number + (i < text.length ? values[text.charCodeAt(i)] : 84);
    view.setUint32(to, number);
  }
  return bytes.subarray(0, Math.floor((text.length * 4) / 5));
}
