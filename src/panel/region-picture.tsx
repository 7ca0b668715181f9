import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PatchGrid } from '../protocol/panel-messages.js';
import { Icon } from './icons.js';
import { useSpeech, useThumbnail } from './page.js';
import { regionOutline } from './region-outline.js';

export interface RegionPictureProps {
  readonly path: string;
  /** Patches of the region as a selection file writes them; undefined where they are not known. */
  readonly patches: string | undefined;
  readonly grid: PatchGrid | null;
}

/** A picture with a region outlined: a line of one pixel, and a scrim over everything outside of it. */
export function RegionPicture({ path, patches, grid }: RegionPictureProps): JSX.Element {
  const { say } = useSpeech();
  const address = useThumbnail(path, 640);
  const [ratio, setRatio] = useState<number | undefined>(undefined);
  const [failed, setFailed] = useState<string | undefined>(undefined);
  if (address === null || (address !== undefined && address === failed)) {
    return (
      <span class="none" title={say('There is no picture of this image.')}>
        <Icon name="image" />
      </span>
    );
  }
  if (address === undefined) return <span />;
  const outline = grid && patches !== undefined ? regionOutline(patches, grid) : undefined;
  const shape = ratio === undefined ? { visibility: 'hidden' } : ratio > 1 ? { height: `${100 / ratio}%` } : { width: `${100 * ratio}%` };
  return (
    <span class="shot" style={shape}>
      <img
        src={address}
        alt={path}
        draggable={false}
        onError={() => setFailed(address)}
        onLoad={(event) => setRatio(event.currentTarget.naturalWidth / Math.max(1, event.currentTarget.naturalHeight))}
      />
      {grid && outline && (
        <svg viewBox={`0 0 ${grid.columns} ${grid.rows}`} preserveAspectRatio="none" aria-hidden="true">
          <path class="outside" d={outline.outside} fill-rule="evenodd" />
          <path class="edge" d={outline.edge} vector-effect="non-scaling-stroke" />
        </svg>
      )}
    </span>
  );
}
