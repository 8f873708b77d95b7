// Two small layouts: a loop as a ring in the direction of its money, and chains in columns.
import { ribbonsOf } from "./ribbons.js";

const BULGE = 0.3;

// One ribbon per arc and display group. `scene.curves` says how each bends; all bend outwards.
export function ring(scene, loop, { endOf, groups }) {
  const size = loop.actors.length;
  const [wide, tall] = size === 2 ? [330, 0] : [300 + 30 * (size - 3), 225 + 25 * (size - 3)];
  const turn = size === 2 ? Math.PI : size === 4 ? -0.75 * Math.PI : -0.5 * Math.PI;
  scene.endOf = endOf;
  scene.crowded = false;
  scene.actors = new Map(loop.actors.map((id, i) => {
    const angle = turn + (2 * Math.PI * i) / size;
    return [id, { x: Math.round(wide * Math.cos(angle)), y: Math.round((tall || wide) * Math.sin(angle)), r: 20 }];
  }));
  scene.ribbons = new Map();
  scene.curves = new Map();
  for (const arc of loop.arcs) {
    const parts = [...ribbonsOf(arc.relations, groups, endOf).values()];
    parts.forEach((ribbon, place) => {
      const id = `${ribbon.id}|${arc.source}`;
      const roundness = BULGE + 0.13 * place;
      scene.curves.set(id, { type: arc.source === ribbon.a ? "curvedCW" : "curvedCCW", roundness });
      scene.ribbons.set(id, { ...ribbon, id, arc, first: place === 0, target: arc.target });
    });
  }
}

// Actors of some chains from left to right, by the fewest steps from the first.
export function columns([from, to], paths, placeOf) {
  const column = new Map();
  for (const path of paths) path.forEach((id, i) => column.set(id, Math.min(i, column.has(id) ? column.get(id) : i)));
  const last = Math.max(1, ...column.values());
  if (!paths.length) column.set(from, 0);
  column.set(to, last);
  const places = new Map();
  for (let i = 0; i <= last; i += 1) {
    const ids = [...column.keys()].filter((id) => column.get(id) === i).sort((p, q) => placeOf(p).y - placeOf(q).y || (p < q ? -1 : 1));
    ids.forEach((id, j) => places.set(id, { x: (i - last / 2) * 260 + (ids.length > 1 ? (j % 2) * 50 - 25 : 0), y: (j - (ids.length - 1) / 2) * 120, r: id === from || id === to ? 20 : 14 }));
  }
  return places;
}
