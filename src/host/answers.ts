import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { folderFormats, handoverFolder, handoverText, textFormats } from '../engine/handover.js';
import { inspectionNotebook } from '../engine/notebook.js';
import { rootOutside } from '../engine/problems.js';
import type { EngineEvent } from '../engine/events.js';
import type { ExtractRequest, SamplerSettings } from '../engine/requests.js';
import { regionsOf } from '../engine/regions.js';
import { chosenModel } from '../engine/model-choice.js';
import { reselect } from '../engine/reselect.js';
import { select } from '../engine/select.js';
import { verify } from '../engine/verify.js';
import { listImages } from '../images/index.js';
import type { HostOptions, HostRequest, HostRequests, SelectParams } from '../protocol/host-messages.js';
import { outputNotWritable, readSelectionFile, selectionRoot, selectionWorkspace, writeAtomically, writeProblem } from '../store/index.js';
import { parseSelection, type Selection } from '../core/selection.js';
import { Problem } from '../core/problem.js';
import { settings as settingsTable } from '../core/settings.js';
import { about } from './about.js';
import type { Access } from './access.js';
import { dataFolderOf, isWithin } from './data-folder.js';
import { EngineLine } from './engine-line.js';
import { follow, Telling, type Tell } from './follow.js';
import { fetchNamed, listedModels } from './models.js';
import type { Thumbnails } from './thumbnails.js';

/** What answers each request of the contract. */
export type Answers = {
  readonly [K in HostRequest]: (params: HostRequests[K]['params'], signal: AbortSignal) => Promise<HostRequests[K]['result']>;
};

export interface HostParts {
  readonly options: HostOptions;
  readonly access: Access;
  readonly thumbnails: Thumbnails;
  readonly tell: Tell;
}

/** Answers to everything that the extension may ask. Parameters have been checked. */
export function answers({ options, access, thumbnails, tell }: HostParts): Answers {
  const line = new EngineLine();
  const threads = options.threads === 0 ? {} : { threads: options.threads };
  const modelOf = (model: string | null | undefined): Promise<ExtractRequest['model']> => {
    access.checkModel(model);
    return chosenModel(model ?? undefined, options.models, options.models);
  };
  /** The same, for a selection that may have been made with it: where it is not here the embedded one is tried. */
  const modelAtHand = (model: string | null | undefined): Promise<ExtractRequest['model']> =>
    modelOf(model).catch((error: unknown) => {
      if (error instanceof Problem && error.code.startsWith('model-')) return modelOf(null);
      throw error;
    });
  const work = <T>(token: string, start: () => AsyncGenerator<EngineEvent, T>, signal: AbortSignal): Promise<T> =>
    line.run(() => follow(start(), new Telling(token, tell), signal), signal);

  /** Data folder of a selection, if it may be opened. */
  const checkedRoot = async (file: string, selection: Pick<Selection, 'root'>): Promise<string> => {
    const root = selectionRoot(file, selection.root);
    if (root === undefined) throw rootOutside(path.basename(file));
    await access.checkFolder(root);
    return root;
  };
  /** Folder that the store of a selection's data goes by: that of the file where it lies in `.freesel`, else the workspace folder with the data. */
  const workspaceOf = (file: string, root: string): string => {
    const own = selectionWorkspace(file);
    if (own !== path.dirname(file)) return own;
    return access.workspaceFolders.find((folder) => isWithin(folder, root)) ?? own;
  };

  return {
    'freesel/about': () => about(),

    async 'freesel/count'({ folders }, signal) {
      const { folder, include } = dataFolderOf(folders, access.workspaceFolders);
      await access.checkFolder(folder);
      const { files } = await listImages(folder, { include, exclude: [], signal });
      return { images: files.length };
    },

    async 'freesel/select'(params, signal) {
      const { token, folders, workspace, budget } = params;
      const model = await modelOf(params.model);
      const { folder, include } = dataFolderOf(folders, [...access.workspaceFolders, workspace]);
      await access.checkFolder(folder);
      const isElsewhere = !(await isReallyWithin(workspace, folder));
      const request = {
        folder,
        folderAsGiven: folder,
        cwd: workspace,
        ...(isElsewhere && { keepIn: workspace }),
        model,
        ...threads,
        ...shape,
        include,
        exclude: [],
        budget,
        sampling: samplingOf(params),
        initial: [],
        pinned: [],
        excluded: [],
      };
      const { file, selection } = await work(token, () => select(request, signal), signal);
      return { file, images: selection.pool.images, picks: selection.picks.length, skipped: selection.skipped.length };
    },

    async 'freesel/reselect'({ token, file, text, settings, model }, signal) {
      const own = await modelAtHand(model);
      const embedded = await modelOf(null);
      const parsed = parseSelection(text);
      const cwd = parsed.kind === 'selection' ? workspaceOf(file, await checkedRoot(file, parsed.selection)) : selectionWorkspace(file);
      const request = { file, text, cwd, models: own.file === embedded.file ? [own] : [own, embedded], settings, ...threads };
      return { text: await work(token, () => reselect(request, signal), signal) };
    },

    async 'freesel/verify'({ token, file, model }, signal) {
      const own = await modelAtHand(model);
      const fileAsGiven = path.basename(file);
      const root = await checkedRoot(file, await readSelectionFile(file, fileAsGiven));
      const request = { file, fileAsGiven, cwd: workspaceOf(file, root), model: own, ...threads };
      const { checked, differences } = await work(token, () => verify(request, signal), signal);
      return { checked, differences: differences.map(({ rank = null, text }) => ({ rank, text })) };
    },

    async 'freesel/export'({ file, format, out, base }, signal) {
      const selection = await readSelectionFile(file, path.basename(file));
      await checkedRoot(file, selection);
      signal.throwIfAborted();
      const asText = textFormats.find((own) => own === format);
      const asFolder = folderFormats.find((own) => own === format);
      if (asFolder) await handoverFolder(file, selection, asFolder, out, out, options.language);
      if (asText) {
        const text = await handoverText(file, selection, asText, base, options.language);
        signal.throwIfAborted();
        await writeAtomically(out, text).catch((error: unknown) => {
          throw writeProblem(error, out, outputNotWritable);
        });
      }
      return { place: out, images: selection.picks.length };
    },

    async 'freesel/thumbnails'({ root, paths, size }, signal) {
      await access.checkFolder(root);
      return { files: await thumbnails.files(root, paths, size, signal) };
    },

    async 'freesel/regions'({ file, root, path: image, sha256, ...key }) {
      const folder = await checkedRoot(file, { root });
      return { patches: (await regionsOf({ folder, cwd: workspaceOf(file, folder), path: image, sha256, ...key })) ?? null };
    },

    async 'freesel/notebook'({ file, language, folder }, signal) {
      const selection = await readSelectionFile(file, path.basename(file));
      await checkedRoot(file, selection);
      return { text: await inspectionNotebook(file, selection, language, folder, signal) };
    },

    async 'freesel/models'() {
      return { models: await listedModels(options.models) };
    },

    async 'freesel/fetchModel'({ token, id, hub, network }, signal) {
      access.checkModel(id);
      const work = fetchNamed({ id, hub, models: options.models, network }, signal);
      // Beside the engine, which it does not need.
      return { file: await follow(work, new Telling(token, tell), signal).result };
    },
  };
}

/** What the guided input does not ask. */
const shape = { patterns: settingsTable.patterns.default, attentionRatio: settingsTable.attentionRatio.default };

function samplingOf({ sampler, rarity, blend, centre, seed }: SelectParams): SamplerSettings {
  return sampler === 'coverage' ? { sampler, rarity, blend, seed } : { sampler, centre, seed };
}

/** Whether a folder lies in another one, by its name or where it really lies. */
async function isReallyWithin(outer: string, inner: string): Promise<boolean> {
  if (isWithin(outer, inner)) return true;
  const [realOuter, realInner] = await Promise.all([outer, inner].map((place) => realpath(place).catch(() => place)));
  return realOuter !== undefined && realInner !== undefined && isWithin(realOuter, realInner);
}
