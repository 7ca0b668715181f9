import { html, joined, type Html } from '../core/html.js';

export interface Curve {
  readonly name: string;
  /** One number for each place along the axis, null where there is none. */
  readonly values: readonly (number | null)[];
  /** Height of a dashed line across. */
  readonly level?: number;
}

const left = 70;
const right = 20;
const top = 16;
const gap = 24;
const plotWidth = 610;
const plotHeight = 190;
const line = '#1f77b4';

/**
 * Curves one above the other over the same places, as a picture (SVG) with the look of a plain matplotlib figure: 700 pixels wide, black on white.
 *
 * @param places along the axis, rising
 */
export function figureSvg(places: readonly number[], placeName: string, curves: readonly Curve[]): string {
  const height = top + curves.length * plotHeight + (curves.length - 1) * gap + 50;
  const [from, to] = padded(Math.min(...places), Math.max(...places));
  const x = (place: number): number => left + ((place - from) / (to - from)) * plotWidth;
  const ticks = ticksOf(from, to, 9, true);
  const plots = curves.map((curve, i) => plot(curve, places, x, top + i * (plotHeight + gap), ticks, i === curves.length - 1));
  const width = left + plotWidth + right;
  const name = word(placeName, left + plotWidth / 2, height - 12, 'middle');
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
    font-family="DejaVu Sans, Verdana, sans-serif"
    font-size="13"
    fill="#000"
  >
    <title>${curves.map((curve) => curve.name).join(', ')}</title>
    <rect width="${width}" height="${height}" fill="#fff" />
    ${joined(plots)}${name}
  </svg>`.text;
}

function plot(
  curve: Curve,
  places: readonly number[],
  x: (place: number) => number,
  above: number,
  ticks: readonly number[],
  isLast: boolean,
): Html {
  const known = curve.values.flatMap((value, i) => (value === null ? [] : [{ place: places[i] ?? 0, value, i }]));
  const most = Math.max(curve.level ?? 0, ...known.map(({ value }) => value)) * 1.05 || 1;
  const y = (value: number): number => round(above + plotHeight * (1 - value / most));
  const below = above + plotHeight;
  let path = '';
  known.forEach(({ place, value, i }, k) => {
    const isFirst = k === 0 || known[k - 1]?.i !== i - 1;
    path += `${isFirst ? 'M' : 'L'}${round(x(place))} ${y(value)}`;
  });
  const dots = known.map(({ place, value }) => html`<circle cx="${round(x(place))}" cy="${y(value)}" r="3" fill="${line}" />`);
  const down = ticks.map((tick) => stroke(`M${round(x(tick))} ${below}v5`, '#000', 1));
  const numbers = isLast ? ticks.map((tick) => word(String(tick), round(x(tick)), below + 19, 'middle')) : [];
  const heights = ticksOf(0, most, 6, false);
  const digits = digitsOf((heights[1] ?? 1) - (heights[0] ?? 0));
  const across = heights.map((tick) => stroke(`M${left} ${y(tick)}h-5`, '#000', 1));
  const values = heights.map((tick) => word(tick.toFixed(digits), left - 9, y(tick) + 4.5, 'end'));
  const level = curve.level === undefined ? [] : [stroke(`M${left} ${y(curve.level)}h${plotWidth}`, '#808080', 1.5, '6 3')];
  const box = stroke(`M${left} ${above}h${plotWidth}v${plotHeight}h-${plotWidth}z`, '#000', 1);
  const name = html`<text transform="translate(18 ${above + plotHeight / 2}) rotate(-90)" text-anchor="middle">${curve.name}</text>`;
  return joined([...down, ...numbers, ...across, ...values, ...level, stroke(path, line, 1.8), ...dots, box, name]);
}

const stroke = (path: string, colour: string, width: number, dashes = 'none'): Html =>
  html`<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-dasharray="${dashes}" />`;

const word = (text: string, x: number, y: number, anchor: 'middle' | 'end'): Html =>
  html`<text x="${x}" y="${y}" text-anchor="${anchor}">${text}</text>`;

const round = (value: number): number => Math.round(value * 100) / 100;

function padded(from: number, to: number): [number, number] {
  const margin = (to - from) * 0.05 || 0.5;
  return [from - margin, to + margin];
}

/** Digits after the point that tell multiples of a step apart: one more where the step is 2.5 times a power of ten. */
function digitsOf(step: number): number {
  const power = Math.floor(Math.log10(step) + 1e-9);
  const isRound = Math.abs((step / 10 ** power) % 1) < 1e-6;
  const digits = -power + (isRound ? 0 : 1);
  return Number.isFinite(digits) ? Math.min(12, Math.max(0, digits)) : 0;
}

/** Round numbers from `from` to `to`, at most `most` + 1 of them. */
function ticksOf(from: number, to: number, most: number, areWhole: boolean): number[] {
  const raw = (to - from) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const fits = [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= raw && (!areWhole || Number.isInteger(step)));
  const step = fits ?? (areWhole ? Math.max(1, Math.ceil(raw)) : raw);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
