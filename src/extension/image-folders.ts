import { opendir } from 'node:fs/promises';
import path from 'node:path';

const imageEnding = /\.(?:jpe?g|png|webp|tiff?|gif|avif|bmp)$/i;

/** Bounds of the search, so that it is quick in any workspace: entries of a folder that are looked at, folders that are opened, depth below the root. */
const bounds = { entries: 256, folders: 400, depth: 4 };

const neverData = new Set(['node_modules', '__pycache__', 'venv', 'dist', 'out', 'build', 'target']);

/**
 * Folders below a root that hold images or folders of images, from the outer to the inner ones, relative to the root with `/`. Of a folder only the first
 * entries are looked at, so a folder of a million files costs no more than a small one; some of many are left out.
 */
export async function imageFolders(root: string, isCancelled: () => boolean = () => false): Promise<string[]> {
  const withImages = new Set<string>();
  let open: readonly string[] = [''];
  let opened = 0;
  for (let depth = 0; depth <= bounds.depth && open.length > 0; depth += 1) {
    const next: string[] = [];
    for (const folder of open) {
      if (isCancelled() || opened >= bounds.folders) return inOrder(withImages);
      opened += 1;
      const { hasImages, folders } = await firstEntries(path.join(root, folder));
      if (hasImages) for (let own = folder; own !== ''; own = path.posix.dirname(own).replace(/^\.$/, '')) withImages.add(own);
      next.push(...folders.map((name) => (folder === '' ? name : `${folder}/${name}`)));
    }
    open = next;
  }
  return inOrder(withImages);
}

const inOrder = (folders: ReadonlySet<string>): string[] => {
  const names = new Intl.Collator('en', { numeric: true });
  return [...folders].sort((a, b) => a.split('/').length - b.split('/').length || names.compare(a, b));
};

async function firstEntries(folder: string): Promise<{ readonly hasImages: boolean; readonly folders: readonly string[] }> {
  let hasImages = false;
  const folders: string[] = [];
  try {
    let seen = 0;
    for await (const entry of await opendir(folder)) {
      seen += 1;
      if (entry.isFile() && imageEnding.test(entry.name)) hasImages = true;
      if (entry.isDirectory() && !entry.name.startsWith('.') && !neverData.has(entry.name)) folders.push(entry.name);
      if (seen >= bounds.entries) break;
    }
  } catch {
    // A folder that cannot be read offers nothing.
  }
  return { hasImages, folders };
}
