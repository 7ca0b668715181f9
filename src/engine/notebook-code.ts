import type { Language } from '../core/language.js';
import { mostPictures } from '../core/selection-bundle.js';
import type { StoredFeatures } from './notebook-features.js';

/** Places that the code names, relative to the notebook where that is possible, with `/`. */
export interface NotebookPlaces {
  readonly selection: string;
  readonly data: string;
  readonly features: string;
}

/** A text as a literal of Python: what JSON writes is one. */
const literal = (text: string): string => JSON.stringify(text);

/** Reads the selection; its value is the table of the picks. */
export const readCode = ({ selection, data }: NotebookPlaces, language: Language): string => `import json
from pathlib import Path

import pandas as pd

${language === 'ja' ? '# パスは、このノートブックのあるフォルダーが基準です。' : '# Both paths are relative to the folder of this notebook.'}
selection_file = Path(${literal(selection)})
data_folder = Path(${literal(data)})

selection = json.loads(selection_file.read_text(encoding="utf-8"))
picks = pd.DataFrame(selection["picks"])
picks.set_index("rank")[["path", "gain", "distance", "represents"]]`;

/** Shows the first pictures in rank order. */
export const pictureCode = (language: Language): string => `import matplotlib.pyplot as plt
from PIL import Image, ImageOps

${language === 'ja' ? '# ラベルを付ける順に、左上から並べます。' : '# In the order in which to label them, from the top left.'}
shown = picks.sort_values("rank").head(${mostPictures})
rows = (len(shown) + 5) // 6
figure, axes = plt.subplots(rows, 6, figsize=(12, 2.2 * rows), squeeze=False)
for axis in axes.flat:
    axis.axis("off")
for axis, rank, path in zip(axes.flat, shown["rank"], shown["path"]):
    axis.set_title(rank)
    if (data_folder / path).exists():
        picture = ImageOps.exif_transpose(Image.open(data_folder / path))
        picture.thumbnail((300, 300))
        axis.imshow(picture.convert("RGB"))
plt.show()`;

const featureWords = {
  en: {
    comment: '# Every row is one image; the same bytes have one row, whatever the name of the file.',
    counts: '{rows} images in the store, {found} of {contents} chosen ones among them.',
    missing: 'The features are not here. Select the samples again with FreeSel: it looks at the images and stores them anew.',
  },
  ja: {
    comment: '# 1行が1枚の画像です。内容が同じファイルは、名前が違っても1行にまとめられます。',
    counts: '保存されている画像：{rows}枚。選ばれた{contents}枚のうち、ここにあるもの：{found}枚。',
    missing: '特徴量がここにありません。FreeSel でもう一度サンプルを選択すると、画像を調べて保存し直します。',
  },
} as const;

/** Opens the features of the chosen images and prints the shapes of their arrays. */
export function featureCode({ features }: NotebookPlaces, language: Language): string {
  const { comment, counts, missing } = featureWords[language];
  const said = counts.replace('{rows}', '{store.count_rows()}').replace('{found}', '{len(chosen)}').replace('{contents}', '{len(hashes)}');
  return `import numpy as np
import pyarrow.dataset as ds

${comment}
features_folder = Path(${literal(features)})
hashes = picks["sha256"].unique().tolist()
if any(features_folder.glob("*.arrow")):
    store = ds.dataset(features_folder, format="arrow")
    chosen = store.to_table(filter=ds.field("sha256").isin(hashes)).to_pandas()
    chosen = chosen.drop_duplicates("sha256")
    print(f"${said}")
    if len(chosen) > 0:
        print("embedding", np.stack(chosen["embedding"]).shape)
        print("attention", np.stack(chosen["attention"]).shape)
        print("patterns", np.stack(chosen["patterns"].explode()).shape)
else:
    print("${missing}")`;
}

/** What that code prints. */
export function featureOutput(stored: StoredFeatures, language: Language): string {
  const { counts, missing } = featureWords[language];
  if (stored.rows === 0) return `${missing}\n`;
  const { rows, found, contents, embeddingWidth, patches, patterns, patternWidth } = stored;
  const said = counts.replace('{rows}', String(rows)).replace('{found}', String(found)).replace('{contents}', String(contents));
  if (found === 0) return `${said}\n`;
  return `${said}\nembedding (${found}, ${embeddingWidth})\nattention (${found}, ${patches})\npatterns (${patterns}, ${patternWidth})\n`;
}

export type CurveName = 'distance' | 'gain';

/** Plots what changes with the rank, one plot above the other, and in that of the distances where a look counts as new. */
export function curveCode(names: readonly CurveName[], language: Language): string {
  const isShown = names.includes('distance');
  const comment =
    language === 'ja'
      ? '# 1番目には比べる相手がないため、2番目から描きます。'
      : '# From the second on: the first has nothing before it to be compared with.';
  const level = language === 'ja' ? '# 破線より上は、新しい見た目です。' : '# Above the dashed line, a look is new.';
  return `${comment}
later = picks.sort_values("rank").iloc[1:]
names = ${JSON.stringify(names).replaceAll(',', ', ')}
figure, axes = plt.subplots(len(names), 1, sharex=True, squeeze=False, figsize=(7, 2.5 * len(names)))
for axis, name in zip(axes.flat, names):
    axis.plot(later["rank"], later[name], marker=".")
    axis.set_ylabel(name)
    axis.set_ylim(bottom=0)
axes.flat[-1].set_xlabel("rank")${isShown ? `\n${level}\naxes.flat[0].axhline(selection["coverage"]["patternRadius"], color="gray", linestyle="--")` : ''}
plt.show()`;
}
