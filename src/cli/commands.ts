import type { Text } from '../core/language.js';
import { settings, type SettingName } from '../core/settings.js';

/** A flag of a command: a switch, or one that takes a value. */
export interface Flag {
  readonly value?: string;
  readonly isRepeatable?: boolean;
  /** The setting that it sets, whose range and default it has. */
  readonly setting?: SettingName;
  readonly text: Text;
}

export interface Command {
  /** What stands after the name: a folder or a file. */
  readonly operand?: 'FOLDER' | 'FILE' | 'ACTION';
  /** Operands that it takes at most, where that is another number than 0 or 1. */
  readonly mostOperands?: number;
  readonly flags: readonly string[];
  readonly usage: string;
  readonly text: Text;
  /** More to know, after the flags. */
  readonly more?: Text;
}

const ofSetting = (setting: SettingName, value: string): Flag => ({ value, setting, text: settings[setting].text });

/** Every flag, once; `--flag VALUE` and `--flag=VALUE` mean the same. */
export const flags = {
  budget: {
    value: 'N|P%',
    text: {
      en: 'how many images can be labelled: a number, or a share of the pool',
      ja: 'ラベルを付けられる枚数、またはプールに対する割合',
    },
  },
  sampler: ofSetting('sampler', 'coverage|probability|farthest'),
  rarity: ofSetting('rarity', 'A'),
  blend: ofSetting('blend', 'B'),
  centre: ofSetting('centre', 'pool|none'),
  seed: ofSetting('seed', 'S'),
  model: {
    value: 'ID|FILE',
    text: {
      en: 'a fetched model of freesel model list, or an ONNX file, in place of the embedded one; what is not prepared is prepared on the way',
      ja: '内蔵モデルの代わりに使う、freesel model list の取得済みモデルまたは ONNX ファイル。未準備のものは自動で準備します',
    },
  },
  patterns: ofSetting('patterns', 'K'),
  'attention-ratio': ofSetting('attentionRatio', 'T'),
  initial: {
    value: 'FILE',
    text: {
      en: 'text file with one path a line, relative to FOLDER: images that are labelled already',
      ja: 'ラベル付け済みの画像の一覧（FOLDER からの相対パス、1 行に 1 つ）',
    },
  },
  pin: {
    value: 'PATH',
    isRepeatable: true,
    text: { en: 'an image that is chosen first, whatever the budget; repeatable', ja: '枚数によらず最初に選ぶ画像。複数指定できます' },
  },
  skip: {
    value: 'PATH',
    isRepeatable: true,
    text: { en: 'an image that is never chosen but stays in the pool; repeatable', ja: '選ばないがプールには残す画像。複数指定できます' },
  },
  include: {
    value: 'GLOB',
    isRepeatable: true,
    text: {
      en: 'only images whose path matches: * and ? within a name, ** across folders; repeatable',
      ja: 'パスが一致する画像だけを使う（* と ? は名前の中、** はフォルダーをまたぐ）。複数指定できます',
    },
  },
  exclude: {
    value: 'GLOB',
    isRepeatable: true,
    text: { en: 'leaves out images whose path matches; repeatable', ja: 'パスが一致する画像を除く。複数指定できます' },
  },
  threads: { value: 'N', text: { en: 'threads, from 1; never changes the result', ja: 'スレッド数、1 以上。結果は変わりません' } },
  batch: {
    value: 'N',
    text: {
      en: 'images in one run of the model, from 1; never changes the result',
      ja: 'モデルに一度に渡す画像数、1 以上。結果は変わりません',
    },
  },
  store: { value: 'DIR', text: { en: 'folder for features in place of .freesel/', ja: '特徴量の保存先（.freesel/ の代わり）' } },
  out: { value: 'PLACE', text: { en: 'where to write; folders are made as needed', ja: '書き出し先。フォルダーは必要に応じて作られます' } },
  size: {
    value: 'N|HxW',
    text: {
      en: 'image size in pixels, one number or height x width, where it is not to be the model’s own',
      ja: '画像サイズ（ピクセル）。1 つの数、または高さ x 幅。省略時はモデル自身のサイズ',
    },
  },
  export: {
    value: 'FILE.arrow',
    text: {
      en: 'writes the pool as one Arrow file: path, sha256, patterns, patches, embedding',
      ja: 'プールを 1 つの Arrow ファイルに書き出す（path, sha256, patterns, patches, embedding）',
    },
  },
  format: {
    value: 'F',
    text: {
      en: 'list, csv, jsonl, yolo, label-studio, cvat, copy or link',
      ja: 'list、csv、jsonl、yolo、label-studio、cvat、copy、link のいずれか',
    },
  },
  hub: {
    value: 'URL|FOLDER',
    text: {
      en: 'where models are fetched from: a mirror, or a folder with the layout of the hub (default: FREESEL_HUB, else https://huggingface.co)',
      ja: 'モデルの取得元：ミラー、またはハブと同じ構成のフォルダー（既定値：FREESEL_HUB、なければ https://huggingface.co）',
    },
  },
  renew: {
    text: {
      en: 'fetches again what is here, and accepts that the hub has changed it',
      ja: '取得済みでも取得し直し、ハブ側の変更を受け入れる',
    },
  },
  json: { text: { en: 'prints the result, or the error, as JSON on stdout', ja: '結果またはエラーを JSON で標準出力に書く' } },
  verbose: { text: { en: 'shows the inner cause of an error', ja: 'エラーの内部の原因も表示する' } },
  help: { text: { en: 'this text', ja: 'この説明を表示' } },
} as const satisfies Readonly<Record<string, Flag>>;

export type FlagName = keyof typeof flags;

const extraction = ['model', 'patterns', 'attention-ratio', 'include', 'exclude', 'threads', 'batch', 'store'] as const;

export const commands = {
  select: {
    operand: 'FOLDER',
    flags: [
      'budget',
      'sampler',
      'rarity',
      'blend',
      'centre',
      'seed',
      'initial',
      'pin',
      'skip',
      ...extraction,
      'out',
      'json',
      'verbose',
      'help',
    ],
    usage: 'freesel select FOLDER --budget N|P% [flags]',
    text: {
      en: 'choose the images of FOLDER to label and write them, ranked and explained, as a selection file',
      ja: 'FOLDER からラベルを付ける画像を選び、順位と理由を選択ファイルに書く',
    },
  },
  extract: {
    operand: 'FOLDER',
    flags: [...extraction, 'export', 'verbose', 'help'],
    usage: 'freesel extract FOLDER [flags]',
    text: {
      en: 'look at every image of FOLDER and store what the model saw, for selections later',
      ja: 'FOLDER の全画像をモデルで見て、後の選択のために特徴量を保存する',
    },
  },
  verify: {
    operand: 'FILE',
    flags: ['store', 'model', 'verbose', 'help'],
    usage: 'freesel verify FILE [flags]',
    text: {
      en: 'recompute hashes and order of a selection and name every difference',
      ja: '選択ファイルのハッシュと順位を計算し直し、違いをすべて示す',
    },
  },
  show: {
    operand: 'FILE',
    flags: ['verbose', 'help'],
    usage: 'freesel show FILE',
    text: { en: 'print a selection: every image in rank order, with its reason', ja: '選択の内容を順位どおりに、理由とともに表示する' },
  },
  export: {
    operand: 'FILE',
    flags: ['format', 'out', 'verbose', 'help'],
    usage: 'freesel export FILE --format F [--out PLACE]',
    text: { en: 'hand the chosen images to a labelling tool, in rank order', ja: '選んだ画像を順位どおりにラベル付けツールへ渡す' },
    more: {
      en: [
        'Formats:',
        '  list          one path a line, relative to the current directory',
        '  csv, jsonl    rank, path, sha256, gain, distance, reason',
        "  yolo          the train list of an Ultralytics data set: absolute paths; name the file as 'train:' in data.yaml",
        '  label-studio  a list of tasks to import. Start Label Studio with LABEL_STUDIO_LOCAL_FILES_SERVING_ENABLED=true and',
        '                LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT set to the current directory (to / where the images lie outside of it)',
        '  cvat          an image manifest. Put it as manifest.jsonl into the data folder on the shared storage of CVAT, choose the images',
        '                and the manifest under "Connected file share", and sorting method "predefined" to keep the order',
        '  copy, link    a folder (--out) with the images, or links to them, named RANK_NAME so that they sort by rank',
      ].join('\n'),
      ja: [
        '形式：',
        '  list          1 行に 1 つのパス（現在のフォルダーからの相対パス）',
        '  csv, jsonl    順位、パス、sha256、増分、距離、理由',
        "  yolo          Ultralytics の学習用一覧（絶対パス）。data.yaml の 'train:' に指定します",
        '  label-studio  インポート用タスクの一覧。LABEL_STUDIO_LOCAL_FILES_SERVING_ENABLED=true とし、',
        '                LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT に現在のフォルダーを指定して起動します（画像がその外にある場合は /）',
        '  cvat          画像マニフェスト。manifest.jsonl として共有ストレージのデータフォルダーに置き、画像とともに選び、',
        '                並び順に "predefined" を指定すると順位が保たれます',
        '  copy, link    --out のフォルダーに画像またはリンクを RANK_NAME の名前で置く（名前順が順位順になります）',
      ].join('\n'),
    },
  },
  model: {
    operand: 'ACTION',
    mostOperands: 64,
    flags: ['hub', 'renew', 'out', 'size', 'json', 'verbose', 'help'],
    usage: 'freesel model list [ID] | get ID | inspect FILE [IMAGE…] | prepare FILE --out OUT.onnx [flags]',
    text: { en: 'list, fetch, inspect or prepare models', ja: 'モデルの一覧、取得、調査、準備' },
    more: {
      en: [
        'Actions:',
        '  list     the models with size, licence and whether they are here; with an ID the card of one; no network',
        '  get      fetches a model (--hub, --renew), checks its SHA-256 and keeps it in the cache; then: freesel select FOLDER --model ID',
        '  inspect  says what was found: blocks, heads, grid, input, normalisation, and what its attention is like on IMAGE… or generated images',
        '  prepare  writes a copy with the outputs that FreeSel reads: patch tokens, CLS attention, image embedding',
        '',
        'An interrupted get goes on where it was. HTTPS_PROXY, HTTP_PROXY and NO_PROXY are honoured; FREESEL_HUB_TOKEN is sent to the hub alone.',
        'Models are found by the structure of their graph, whatever exported them. Mean, standard deviation and size come from the file, or from a',
        'preprocessor_config.json beside it or one folder above. Weights in other files are read from the model’s own folder only.',
      ].join('\n'),
      ja: [
        '操作：',
        '  list     モデルの一覧（サイズ、ライセンス、取得済みかどうか）。ID を付けると詳細。ネットワークは使いません',
        '  get      モデルを取得し（--hub、--renew）、SHA-256 を確認してキャッシュに置く。使うには freesel select FOLDER --model ID',
        '  inspect  見つかった内容（ブロック、ヘッド、格子、入力、正規化）と、IMAGE… または生成画像での注意の様子を示す',
        '  prepare  FreeSel が読む出力（パッチトークン、CLS の注意、画像の埋め込み）を持つコピーを書き出す',
        '',
        '中断した get は続きから再開します。HTTPS_PROXY、HTTP_PROXY、NO_PROXY に従います。FREESEL_HUB_TOKEN はハブだけに送ります。',
        'モデルは書き出し元によらず、グラフの構造から判別します。平均、標準偏差、サイズはファイル自身、または同じフォルダーか 1 つ上の',
        'preprocessor_config.json から読みます。別ファイルの重みは、モデル自身のフォルダーからだけ読みます。',
      ].join('\n'),
    },
  },
  demo: {
    flags: ['out', 'verbose', 'help'],
    usage: 'freesel demo [--out DIR]',
    text: {
      en: 'draw a made-up inspection line of 400 images, choose 24, and show what they found',
      ja: '架空の検査ラインの画像を 400 枚描き、24 枚を選んで結果を示す',
    },
  },
} as const satisfies Readonly<Record<string, Command & { readonly flags: readonly FlagName[] }>>;

export type CommandName = keyof typeof commands;
