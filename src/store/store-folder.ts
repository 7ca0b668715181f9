import fs from 'node:fs/promises';
import path from 'node:path';
import { writeAtomically } from './atomic-write.js';
import { sha256 } from './feature-key.js';
import type { StorePlace } from './place.js';
import { storeNotWritable, storeVersion, systemCode, writeProblem } from './problems.js';

/** Version of the format of a store on disk. */
export const formatVersion = 1;

const ignore = '/*\n!/selections/\n!/.gitignore\n!/README.md\n';

const readme = `# .freesel

FreeSel looks at every image once with a pretrained model and keeps here what the model said, so that it never has to look again.

- \`selections/\`: the selections. They are meant to be committed and reviewed.
- \`features/\`, \`paths/\`: a cache. Git ignores it, and it can be deleted at any time; the next run makes it anew.

The features are Apache Arrow files. In Python (KEY is the name of a folder in \`features/\`):

\`\`\`python
import pyarrow.dataset as ds
table = ds.dataset(".freesel/features/KEY", format="arrow").to_table()
\`\`\`

## 日本語

FreeSel は学習済みモデルで各画像を一度だけ調べ、その結果をこのフォルダーに保存します。同じ画像を再び調べる必要はありません。

- \`selections/\`：選択結果です。コミットしてレビューするためのものです。
- \`features/\`、\`paths/\`：キャッシュです。Git の管理対象外で、いつ削除してもかまいません。次回の実行時に作り直されます。

特徴量は Apache Arrow 形式のファイルです。Python では次の 2 行で読み込めます（KEY は \`features/\` 内のフォルダー名です）。

\`\`\`python
import pyarrow.dataset as ds
table = ds.dataset(".freesel/features/KEY", format="arrow").to_table()
\`\`\`
`;

/** The version with a piece of its checksum, so that a flipped bit does not pass for a newer version. */
const versionLine = (version: number): string => `${version} ${sha256(String(version)).slice(0, 8)}\n`;

/**
 * Format version of a store: undefined where there is none or it cannot be read, which counts as this version, since every shard is checked by itself.
 * Throws store-version if a newer FreeSel made the store.
 */
export async function readVersion(store: string): Promise<number | undefined> {
  const text = await fs.readFile(path.join(store, 'version'), 'utf8').catch(() => '');
  const version = /^(\d{1,9}) [0-9a-f]{8}\n$/.exec(text)?.[1];
  if (version === undefined || text !== versionLine(Number(version))) return undefined;
  if (Number(version) > formatVersion) throw storeVersion(store, Number(version));
  return Number(version);
}

/**
 * Makes the store: its folder, version, README and `.gitignore`. What exists stays as it is. To be called before the first write, not before: a command that
 * fails early leaves nothing behind. Throws store-version, store-not-writable, disk-full.
 */
export async function prepareStore(place: StorePlace): Promise<void> {
  const { store } = place;
  const version = await readVersion(store);
  try {
    // In a folder of the user's that holds other things, a .gitignore would hide them.
    const names = await fs.readdir(store).catch(() => []);
    if (place.where !== 'given' || version !== undefined || names.length === 0) await keepOutOfGit(store);
    if (version === undefined) await writeAtomically(path.join(store, 'version'), versionLine(formatVersion));
  } catch (error) {
    throw writeProblem(error, store, storeNotWritable);
  }
}

/**
 * Makes a folder that git ignores except for `selections/`, and says in a README what it is. What exists stays as it is.
 * Throws the system's error.
 */
export async function keepOutOfGit(folder: string): Promise<void> {
  await fs.mkdir(folder, { recursive: true });
  for (const [name, content] of [
    ['.gitignore', ignore],
    ['README.md', readme],
  ] as const) {
    try {
      await fs.access(path.join(folder, name));
    } catch (error) {
      if (systemCode(error) === 'ENOENT') await writeAtomically(path.join(folder, name), content);
    }
  }
}
