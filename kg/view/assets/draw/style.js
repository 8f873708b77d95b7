// Colours and shapes by theme, from the table that came with the page.

const theme = { table: null, name: "light" };

export function setStyle(table) {
  theme.table = table;
}

export function setTheme(name) {
  const dark = name === "dark" || (name === "auto" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  theme.name = dark ? "dark" : "light";
  document.documentElement.dataset.theme = theme.name;
}

export function isDark() {
  return theme.name === "dark";
}

export function styleTable() {
  return theme.table;
}

export function groupColour(group) {
  const entry = theme.table.groups[group];
  return entry ? entry[theme.name] : isDark() ? "#98A2B3" : "#6E7683";
}

export function canvasColour() {
  return theme.table.canvas[theme.name];
}

export function nodeColour() {
  return theme.table.node[theme.name];
}

// A colour with an opacity of 0 to 1.
export function faded(colour, opacity) {
  return colour + Math.round(opacity * 255).toString(16).padStart(2, "0");
}

// Outline of an actor around (x, y); all shapes of one radius look equally large.
export function outline(path, shape, x, y, r) {
  if (shape === "square") return polygon(path, x, y, r * 1.22, 4, Math.PI / 4);
  if (shape === "diamond") return polygon(path, x, y, r * 1.27, 4, 0);
  if (shape === "triangle") return polygon(path, x, y + r * 0.2, r * 1.4, 3, -Math.PI / 2);
  if (shape === "triangleDown") return polygon(path, x, y, r * 1.12, 5, -Math.PI / 2);
  if (shape === "hexagon") return polygon(path, x, y, r * 1.12, 6, 0);
  if (shape === "box") return path.roundRect(x - r * 1.35, y - r * 0.75, r * 2.7, r * 1.5, r * 0.5);
  path.moveTo(x + r, y);
  path.arc(x, y, r, 0, 2 * Math.PI);
  return undefined;
}

function polygon(path, x, y, r, sides, turn) {
  for (let i = 0; i < sides; i += 1) {
    const angle = turn + (2 * Math.PI * i) / sides;
    path[i ? "lineTo" : "moveTo"](x + r * Math.cos(angle), y + r * Math.sin(angle));
  }
  path.closePath();
}

// A path of an SVG, drawn with the calls of a canvas path.
export class SvgPath {
  constructor() { this.d = ""; }
  moveTo(x, y) { this.d += `M${x.toFixed(1)} ${y.toFixed(1)}`; }
  lineTo(x, y) { this.d += `L${x.toFixed(1)} ${y.toFixed(1)}`; }
  closePath() { this.d += "Z"; }
  arc(x, y, r) { this.d += `A${r} ${r} 0 1 1 ${x - r} ${y}A${r} ${r} 0 1 1 ${x + r} ${y}`; }
  roundRect(x, y, w, tall, r) {
    this.d += `M${x + r} ${y}h${w - 2 * r}q${r} 0 ${r} ${r}v${tall - 2 * r}q0 ${r} ${-r} ${r}h${2 * r - w}q${-r} 0 ${-r} ${-r}v${2 * r - tall}q0 ${-r} ${r} ${-r}Z`;
  }
}
