import { realpath } from 'node:fs/promises';
import { Problem } from '../core/problem.js';
import { isWithin } from './data-folder.js';

/** Which folders may be looked into: workspace folders, and in a trusted workspace what the user has named. */
export class Access {
  private folders: readonly string[] = [];

  constructor(private readonly isTrusted: boolean) {}

  /** Workspace folders, absolute. */
  get workspaceFolders(): readonly string[] {
    return this.folders;
  }

  setWorkspaceFolders(folders: readonly string[]): void {
    this.folders = folders;
  }

  /**
   * Whether a folder lies in a workspace folder. In an untrusted workspace also where it really lies, links followed: the workspace's author must not lead
   * out of it.
   */
  async isInWorkspace(folder: string): Promise<boolean> {
    const isNamedInside = this.folders.some((own) => isWithin(own, folder));
    if (this.isTrusted || !isNamedInside) return isNamedInside;
    const real = await realpath(folder).catch(() => undefined);
    // What is not there cannot be shown either, and is then said by whoever looks for it.
    if (real === undefined) return true;
    for (const own of this.folders) if (isWithin(await realpath(own).catch(() => own), real)) return true;
    return false;
  }

  /** Throws the problem `untrusted-folder` where the workspace is not trusted and a folder lies outside of it. */
  async checkFolder(folder: string): Promise<void> {
    if (this.isTrusted || (await this.isInWorkspace(folder))) return;
    throw new Problem(
      'untrusted-folder',
      {
        en: 'The images lie outside of this workspace, and the workspace is not trusted: nothing is opened.',
        ja: '画像がワークスペースの外にあり、ワークスペースが信頼されていないため、開きません。',
      },
      { en: 'Trust the workspace first, if you know who wrote it.', ja: '作成者が分かる場合は、先にワークスペースを信頼してください。' },
    );
  }

  /** Throws the problem `untrusted-model` where the workspace is not trusted and a model is named. */
  checkModel(model: string | null | undefined): void {
    if (this.isTrusted || model === null || model === undefined) return;
    throw new Problem(
      'untrusted-model',
      {
        en: 'The workspace is not trusted, so only the embedded model is used.',
        ja: 'ワークスペースが信頼されていないため、内蔵モデルしか使えません。',
      },
      {
        en: 'Trust the workspace, or clear the setting freesel.model.',
        ja: 'ワークスペースを信頼するか、設定 freesel.model を空にしてください。',
      },
    );
  }
}
