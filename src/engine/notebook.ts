import path from 'node:path';
import type { Language } from '../core/language.js';
import { coverageSentence } from '../core/reason.js';
import type { Selection } from '../core/selection.js';
import { bundleMime } from '../core/selection-bundle.js';
import { selectionEnding, selectionRoot, selectionWorkspace } from '../store/index.js';
import { selectionBundle } from './notebook-bundle.js';
import { curveCode, featureCode, featureOutput, pictureCode, readCode, type CurveName } from './notebook-code.js';
import { notebookText, type Cell } from './notebook-document.js';
import { storedFeatures } from './notebook-features.js';
import { figureSvg } from './notebook-figure.js';
import { gallery, oneLine } from './notebook-gallery.js';
import { pickTable } from './notebook-table.js';

/** Picks in a figure: it is 600 pixels wide, and a notebook should stay small. */
const mostDrawn = 1000;

const words = {
  en: {
    what: (name: string) =>
      `# ${name}\n\nThis notebook looks into a selection that FreeSel made: which images of a folder to label, in which order, and why each one. Its outputs are here already. To run the cells yourself, you need Python with \`pandas\`, \`matplotlib\` and \`pyarrow\`.`,
    table:
      '## The chosen images\n\nOne row for each image. `gain` is how much it adds to what the selection shows, `distance` how far it is from everything chosen before it (0 the same, 1 unrelated), and `represents` how many images of the folder it stood for when it was chosen.',
    pictures:
      '## In the order in which to label them\n\nEach picture has its rank above it. The stored output gives the reason for each one as well.',
    features:
      '## What the model said of them\n\nFor each image the model gives one vector for the whole (`embedding`), one number for each patch that says how much it looks there (`attention`), and a few vectors for the regions that matter (`patterns`).',
    curves: (radius: string) =>
      `## What each further image adds\n\nHigh distances mean that new looks are still found: above ${radius}, the dashed line, nothing chosen before shows a region like it. Where the curves stay low, further images add little.`,
  },
  ja: {
    what: (name: string) =>
      `# ${name}\n\nFreeSel による選択結果を調べるノートブックです。フォルダーの画像のうち、どれに、どの順でラベルを付けるか、それぞれを選んだ理由は何かを確かめられます。実行結果はすでに入っています。自分でセルを実行するには、\`pandas\`、\`matplotlib\`、\`pyarrow\` を入れた Python が必要です。`,
    table:
      '## 選ばれた画像\n\n1行が1枚の画像です。`gain` はその画像を加えたときの効果、`distance` はそれより前に選んだ画像との距離（0は同一、1は無関係）、`represents` は選んだ時点でその画像が代表していた画像の枚数です。',
    pictures: '## ラベルを付ける順\n\n画像の上の数字が順位です。保存済みの実行結果には、選んだ理由も付いています。',
    features:
      '## モデルが出した特徴量\n\n画像ごとに、画像全体を表すベクトル（`embedding`）、パッチごとの注目度（`attention`）、重要な領域を表すいくつかのベクトル（`patterns`）があります。',
    curves: (radius: string) =>
      `## 1枚加えるごとの効果\n\n距離が大きい間は、新しい見た目がまだ見つかっています。破線（${radius}）より上では、似た領域がそれまでに選んだ画像にはありません。どちらの値も小さくなると、画像を増やしても得られるものはわずかです。`,
  },
} as const;

/**
 * An ordinary notebook that inspects a selection: a table of the picks, their pictures, the stored features, and what each further pick adds. It has its
 * outputs, in substance what its code gives when it is run; nothing of Python is needed to make or to read it.
 *
 * @param selectionFile absolute path
 * @param folder that the notebook will lie in, absolute: its code names other places from there. Without one, the workspace of the selection
 * @returns text of an `.ipynb` file
 * @throws the signal's reason. Pictures and features that are not there are left out.
 */
export async function inspectionNotebook(
  selectionFile: string,
  selection: Selection,
  language: Language,
  folder = selectionWorkspace(selectionFile),
  signal?: AbortSignal,
): Promise<string> {
  const say = words[language];
  const name = oneLine(path.basename(selectionFile, selectionEnding));
  const workspace = selectionWorkspace(selectionFile);
  const root = selectionRoot(selectionFile, selection.root);
  const { picks, pool, coverage } = selection;
  const sentence = coverageSentence(coverage, { images: pool.images, budget: picks.length }, language);
  const opening: Cell = { kind: 'markdown', source: `${say.what(markdown(name))}\n\n**${sentence}**` };
  if (picks.length === 0) return notebookText([opening]);

  const stored = await storedFeatures(selection, workspace, root ?? workspace, signal);
  const from = (place: string): string => path.relative(folder, place).split(path.sep).join('/') || '.';
  const places = { selection: from(selectionFile), data: root === undefined ? '.' : from(root), features: from(stored.folder) };
  const bundle = await selectionBundle(selection, name, root, language, signal);
  const table = pickTable(picks);
  const shown = gallery(bundle);
  const cells: Cell[] = [
    opening,
    { kind: 'markdown', source: say.table },
    {
      kind: 'code',
      source: readCode(places, language),
      outputs: [{ kind: 'value', data: { 'text/html': table.html, 'text/plain': table.text } }],
    },
    { kind: 'markdown', source: say.pictures },
    {
      kind: 'code',
      source: pictureCode(language),
      outputs: [{ kind: 'display', data: { [bundleMime]: bundle, 'text/html': shown.html, 'text/plain': shown.text } }],
    },
    { kind: 'markdown', source: say.features },
    {
      kind: 'code',
      source: featureCode(places, language),
      outputs: [{ kind: 'printed', text: featureOutput(stored, language) }],
    },
    ...curves(selection, language),
  ];
  return notebookText(cells);
}

/** What changes from the second pick on; nothing where there is none, or no number to draw. */
function curves({ picks, coverage }: Selection, language: Language): Cell[] {
  const later = [...picks].sort((a, b) => a.rank - b.rank).slice(1);
  const names = (['distance', 'gain'] as const).filter((name) => later.some((pick) => pick[name] !== null));
  if (names.length === 0) return [];
  const level = (name: CurveName): { readonly level?: number } => (name === 'distance' ? { level: coverage.patternRadius } : {});
  const every = Math.ceil(later.length / mostDrawn);
  const drawn = later.filter((_, i) => i % every === 0);
  const svg = figureSvg(
    drawn.map(({ rank }) => rank),
    'rank',
    names.map((name) => ({ name, values: drawn.map((pick) => pick[name]), ...level(name) })),
  );
  const plain = `<Figure size 700x${250 * names.length} with ${names.length} Axes>`;
  return [
    { kind: 'markdown', source: words[language].curves(coverage.patternRadius.toFixed(2)) },
    {
      kind: 'code',
      source: curveCode(names, language),
      outputs: [{ kind: 'display', data: { 'image/svg+xml': svg, 'text/plain': plain } }],
    },
  ];
}

/** A name as text of Markdown, which may hold HTML and formulas. */
const markdown = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~$-]/g, '\\$&');
