// Two small layouts: a loop as a ring in the direction of its money, and chains in columns.
import { ribbonsOf } from "./ribbons.js";

const BULGE = 0.3;

// One ribbon per arc and display group. `scene.curves` says how each bends; all bend outwards.
export function ring(scene, loop, { endsOf, groups }) {
  const size = loop.actors.length;
  const [wide, tall] = size === 2 ? [330, 0] : [350 + 20 * (size - 3), 265 + 20 * (size - 3)];
  const turn = size === 2 ? Math.PI : size === 4 ? -0.75 * Math.PI : -0.5 * Math.PI;
  scene.endsOf = endsOf;
  scene.crowded = false;
  scene.actors = new Map(loop.actors.map((id, i) => {
    const angle = turn + (2 * Math.PI * i) / size;
    return [id, { x: Math.round(wide * Math.cos(angle)), y: Math.round((tall || wide) * Math.sin(angle)), r: 20 }];
  }));
  scene.ribbons = new Map();
  scene.curves = new Map();
  for (const arc of loop.arcs) {
    const parts = [...ribbonsOf(arc.relations, groups, endsOf).values()];
    parts.forEach((ribbon, place) => {
      const id = `${ribbon.id}|${arc.source}`;
      const roundness = BULGE + 0.13 * place;
      scene.curves.set(id, { type: arc.source === ribbon.a ? "curvedCW" : "curvedCCW", roundness });
      scene.ribbons.set(id, { ...ribbon, id, arc, worded: place === (size === 2 ? parts.length - 1 : 0), inside: size > 2, target: arc.target });
    });
  }
}

// Actors of some chains from left to right, each as far as it is on the first chain it is in.
export function columns([from, to], paths, placeOf) {
  const share = new Map([[from, 0], [to, 1]]);
  for (const path of paths) path.forEach((id, i) => share.has(id) || share.set(id, i / (path.length - 1)));
  const steps = Math.max(1, ...paths.map((path) => path.length - 1));
  const places = new Map();
  for (const at of new Set(share.values())) {
    const ids = [...share.keys()].filter((id) => share.get(id) === at).sort((p, q) => placeOf(p).y - placeOf(q).y || (p < q ? -1 : 1));
    const inner = at > 0 && at < 1;
    ids.forEach((id, j) => places.set(id, { x: Math.round((at - 0.5) * Math.max(2, steps) * 270 + (inner && ids.length > 1 ? (j % 2) * 50 - 25 : 0)), y: Math.round((j - (ids.length - 1) / 2) * 120), r: inner ? 14 : 20 }));
  }
  return places;
}
