import type { Budget } from '../core/budget.js';
import type { Text } from '../core/language.js';
import type { ModelCard, ModelState } from '../core/model-card.js';
import type { Step } from '../core/progress.js';
import type { SelectionSettings } from '../core/selection.js';
import type { Centre, SamplerName } from '../core/settings.js';

/**
 * What extension and host say to each other: each request has one name, one type for what is asked and one for what is answered. Large arrays never travel:
 * they stay in the host, or lie in files that are named. Every path is absolute unless it says otherwise.
 */
export interface HostRequests {
  /** What the host is, for the debug information. */
  'freesel/about': { params: null; result: About };
  /** Counts the images of folders, for the guided input. */
  'freesel/count': { params: { readonly folders: readonly string[] }; result: { readonly images: number } };
  /** The main job. Progress by `freesel/progress` with the token. */
  'freesel/select': { params: SelectParams; result: SelectResult };
  /** The same selection with other settings, from stored features: budget, pinned, excluded. Gives the whole new text; writes nothing. */
  'freesel/reselect': { params: ReselectParams; result: { readonly text: string } };
  'freesel/verify': { params: VerifyParams; result: VerifyResult };
  'freesel/export': { params: ExportParams; result: { readonly place: string; readonly images: number } };
  /** Thumbnails of images of a data folder, as WebP files in the thumbnail folder; in the order asked for, null where there is none. */
  'freesel/thumbnails': { params: ThumbnailParams; result: { readonly files: readonly (string | null)[] } };
  /** Where in an image of a selection's pool its patterns lie: patches by index of the pattern, as in the file; null where that is not stored. */
  'freesel/regions': {
    params: RegionsParams;
    result: { readonly patches: readonly string[] | null };
  };
  /** An ordinary notebook that inspects a selection, with its outputs. Its paths are relative to `folder`, where it will be saved; without one, to the workspace of the selection. */
  'freesel/notebook': {
    params: { readonly file: string; readonly language: keyof Text; readonly folder?: string | undefined };
    result: { readonly text: string };
  };
  /** The models that there are, and which of them are here. No network. */
  'freesel/models': { params: null; result: { readonly models: readonly ListedModel[] } };
  /** Fetches a model of the catalogue. Progress by `freesel/transfer` with the token. The only request that uses the network. */
  'freesel/fetchModel': { params: FetchModelParams; result: { readonly file: string } };
}

export type HostRequest = keyof HostRequests;

/** What the host tells without being asked. */
export interface HostNotifications {
  'freesel/progress': ProgressMessage;
  /** How far the fetching of a file has come. */
  'freesel/transfer': TransferMessage;
  /** Something that the user should know and that stops nothing. */
  'freesel/remark': { readonly token: string; readonly code: string; readonly text: Text };
  /** Sent before the host dies of a fault of its own. */
  'freesel/dying': { readonly reason: string };
}

export type HostNotification = keyof HostNotifications;

/** What the extension hands to the host when it starts it. */
export interface HostOptions {
  /** Folder for thumbnails. */
  readonly thumbnails: string;
  /** Folder for fetched models. */
  readonly models: string;
  /** Whether the workspace is trusted: else only the embedded model runs. */
  readonly isTrusted: boolean;
  readonly language: keyof Text;
  /** 0: by the machine. */
  readonly threads: number;
}

export interface About {
  readonly freesel: string;
  readonly node: string;
  readonly onnxruntime: string;
  readonly sharp: string;
  readonly system: string;
  readonly processId: number;
  readonly memoryBytes: number;
}

export interface SelectParams {
  readonly token: string;
  /** One data folder, or several with a common folder above them, which is then the root. */
  readonly folders: readonly string[];
  /** Folder of the workspace that the selection is written to, in `.freesel/selections/`. */
  readonly workspace: string;
  readonly budget: Budget;
  readonly sampler: SamplerName;
  readonly rarity: number;
  readonly blend: number;
  readonly centre: Centre;
  readonly seed: number;
  /** Model file, absolute, or the id of a fetched model; null for the embedded one. */
  readonly model: string | null;
}

export interface SelectResult {
  /** The selection file. */
  readonly file: string;
  readonly images: number;
  readonly picks: number;
  readonly skipped: number;
}

/** What a selection says of its stored features, without its picks: their number knows no bound, and this is asked with every click. */
export interface RegionsParams {
  readonly file: string;
  readonly root: string;
  readonly modelSha256: string;
  readonly patterns: number;
  readonly attentionRatio: number;
  readonly preprocessing: number;
  /** An image of the pool, relative to the data folder. */
  readonly path: string;
  /** Its content as the selection states it; null of one that is not chosen. */
  readonly sha256: string | null;
}

export interface ReselectParams {
  readonly token: string;
  /** The selection file, which tells where its data lies, and its text as it stands in the editor. */
  readonly file: string;
  readonly text: string;
  readonly settings: Pick<SelectionSettings, 'budget' | 'pinned' | 'excluded'>;
  /** Model file or id that may be the selection's; the embedded one is tried in any case. */
  readonly model?: string | null;
}

export interface VerifyParams {
  readonly token: string;
  readonly file: string;
  /** Model file or id that may be the selection's; null or left out for the embedded one. */
  readonly model?: string | null;
}

export interface VerifyResult {
  readonly checked: 'everything' | 'hashes';
  readonly differences: readonly { readonly rank: number | null; readonly text: Text }[];
}

export interface ExportParams {
  readonly file: string;
  readonly format: 'list' | 'csv' | 'jsonl' | 'yolo' | 'label-studio' | 'cvat' | 'copy' | 'link';
  /** File or folder to write. */
  readonly out: string;
  /** Folder that relative paths are relative to. */
  readonly base: string;
}

export interface ThumbnailParams {
  /** Data folder. */
  readonly root: string;
  /** Relative to the root, with `/`. */
  readonly paths: readonly string[];
  /** Pixels of the longest side. */
  readonly size: 96 | 256 | 640;
}

export interface ProgressMessage {
  readonly token: string;
  readonly step: Step;
  readonly done: number;
  /** Null while it is unknown. */
  readonly total: number | null;
  readonly imagesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

/** A model of the catalogue with what is known of it on this machine. */
export interface ListedModel {
  readonly card: ModelCard;
  readonly state: ModelState;
}

export interface FetchModelParams {
  readonly token: string;
  /** Of the catalogue. */
  readonly id: string;
  /** Address of the hub, or an absolute folder; null for the usual one. */
  readonly hub: string | null;
  readonly network: NetworkSettings;
}

/** How the network is reached, as the editor's settings say. */
export interface NetworkSettings {
  readonly proxy:
    /** By the environment variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY. */
    | { readonly kind: 'environment' }
    | { readonly kind: 'none' }
    | { readonly kind: 'given'; readonly url: string; readonly noProxy: string; readonly authorization?: string | undefined };
  readonly checksCertificates: boolean;
}

export interface TransferMessage {
  readonly token: string;
  /** Name of the file. */
  readonly file: string;
  readonly done: number;
  /** Null while it is unknown. */
  readonly total: number | null;
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

/** A failed request: the code of the problem, and its sentences, in the `data` of the error. */
export interface ProblemData {
  readonly code: string;
  readonly what: Text;
  readonly todo: Text | null;
}
