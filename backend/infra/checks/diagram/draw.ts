/** The diagram as SVG. No layout engine: columns, in the order in which a request goes, and curves between them. */
import type { Stack } from '../rule.ts';
import { readModel } from './model.ts';
import type { Model } from './model.ts';
import type { Arrow, Box, Kind } from './shared.ts';

const margin = 28;
const columnWidth = 206;
const gap = 62;
const lineHeight = 16;
const boxGap = 20;
const top = 148;

const colours: Readonly<Record<Kind, string>> = {
  actor: '#475569',
  edge: '#7c3aed',
  identity: '#dc2626',
  door: '#db2777',
  function: '#ea7317',
  message: '#c026d3',
  data: '#2563eb',
  storage: '#4d8a1f',
  watch: '#0f766e',
};

interface Placed {
  readonly box: Box;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const heightOf = (box: Box): number => 34 + box.lines.length * lineHeight;
const escape = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const fit = (value: string, limit: number): string =>
  value.length <= limit ? value : `${value.slice(0, limit - 1)}…`;
const columnX = (index: number): number => margin + index * (columnWidth + gap);

/** @returns the same bytes for the same plans */
export function drawStack(stack: Stack): string {
  return draw(readModel(stack));
}

export function draw(model: Model): string {
  const heights = model.columns.map(({ boxes }) =>
    boxes.reduce((sum, box) => sum + heightOf(box) + boxGap, -boxGap),
  );
  const tallest = Math.max(...heights);
  const placed = new Map<string, Placed>();
  model.columns.forEach(({ boxes }, column) => {
    let y = top + (tallest - (heights[column] ?? 0)) / 2;
    for (const box of boxes) {
      placed.set(box.id, { box, x: columnX(column), y, width: columnWidth, height: heightOf(box) });
      y += heightOf(box) + boxGap;
    }
  });

  const bottom = top + tallest;
  const width = columnX(model.columns.length) - gap + margin;
  const footer = bottom + 56;
  const regionX = columnX(2) - 24;
  const footerBoxes = placeFooter(model, footer, width);
  const height = footer + Math.max(...footerBoxes.map((each) => each.height)) + margin;

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif" role="img" aria-labelledby="title">`,
    `<title id="title">The deployed stack of ${escape(model.environment)}</title>`,
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#64748b"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#f8fafc"/>`,
    `<text x="${margin}" y="44" font-size="22" font-weight="bold" fill="#0f172a">Northwind Lockers on AWS: ${escape(model.environment)}</text>`,
    `<text x="${margin}" y="68" font-size="13" fill="#475569">Drawn from the plan. Arrows go the way a request or a message goes; every function also logs, traces and is called by its alias.</text>`,
    `<rect x="${regionX}" y="92" width="${width - regionX - margin / 2}" height="${bottom - 92 + 24}" rx="10" fill="#eef4ff" stroke="#93b4e8" stroke-dasharray="6 4"/>`,
    `<text x="${regionX + 14}" y="114" font-size="13" font-weight="bold" fill="#1d4ed8">${escape(model.primary)} · active</text>`,
    ...model.columns.map(
      ({ title }, column) =>
        `<text x="${columnX(column)}" y="136" font-size="12" fill="#64748b">${escape(title)}</text>`,
    ),
    ...model.arrows.map((arrow) => arrowPath(arrow, placed)),
    ...[...placed.values(), ...footerBoxes].map(boxShape),
    '</svg>',
    '',
  ].join('\n');
}

function placeFooter(model: Model, y: number, width: number): readonly Placed[] {
  const standby: Box = {
    id: 'standby',
    kind: 'data',
    title: `${model.secondary} · warm standby`,
    lines: model.standby,
  };
  const boxes = [standby, ...model.below];
  const each = (width - 2 * margin - (boxes.length - 1) * 20) / boxes.length;
  const height = Math.max(...boxes.map(heightOf));
  return boxes.map((box, index) => ({ box, x: margin + index * (each + 20), y, width: each, height }));
}

function boxShape({ box, x, y, width, height }: Placed): string {
  const limit = Math.floor((width - 24) / 6);
  const lines = box.lines.map(
    (line, index) =>
      `<text x="${x + 14}" y="${y + 40 + index * lineHeight}" font-size="11" fill="#475569">${escape(fit(line, limit))}</text>`,
  );
  return [
    `<g><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="7" fill="#ffffff" stroke="#cbd5e1"/>`,
    `<path d="M${x + 7} ${y}h-1a6 6 0 0 0 -6 6v${height - 12}a6 6 0 0 0 6 6h1z" fill="${colours[box.kind]}"/>`,
    `<text x="${x + 14}" y="${y + 22}" font-size="13" font-weight="bold" fill="#0f172a">${escape(fit(box.title, limit))}</text>`,
    ...lines,
    '</g>',
  ].join('');
}

const line = (path: string): string =>
  `<path d="${path}" fill="none" stroke="#94a3b8" stroke-width="1.4" marker-end="url(#head)"/>`;

const label = (
  says: string | undefined,
  x: number,
  y: number,
  anchor: 'start' | 'middle' | 'end' = 'middle',
): string =>
  says === undefined
    ? ''
    : `<text x="${x}" y="${y}" font-size="10" fill="#475569" text-anchor="${anchor}">${escape(says)}</text>`;

/** Down to the next box, or from the right side of one to the left side of the other; what goes back starts on the left. */
function arrowPath({ from, to, says, back = false }: Arrow, placed: ReadonlyMap<string, Placed>): string {
  const [start, end] = [placed.get(from), placed.get(to)];
  if (start === undefined || end === undefined) return '';
  if (start.x === end.x) {
    const x = start.x + start.width / 2;
    return line(`M${x} ${start.y + start.height}V${end.y - 1}`) + label(says, x + 8, end.y - 7, 'start');
  }
  const [y1, y2] = [start.y + start.height / 2, end.y + end.height / 2];
  const x1 = back ? start.x : start.x + start.width;
  const x2 = back ? end.x + end.width : end.x;
  const bend = Math.max(30, Math.abs(x2 - x1) * 0.45) * (back ? -1 : 1);
  return (
    line(`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`) +
    label(says, back ? x1 - 5 : x1 + 5, y1 - 5, back ? 'end' : 'start')
  );
}
