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

// The text of the data element; when it says so, gzip in base64 is undone.
export async function inflated(element) {
  if (element.dataset.form !== "gzip") return element.textContent;
  const bytes = Uint8Array.from(atob(element.textContent), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}
