import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ThumbnailSize } from '../protocol/panel-messages.js';
import { Icon } from './icons.js';
import { useSpeech, useThumbnail } from './page.js';

export interface ThumbnailProps {
  readonly path: string;
  readonly size: ThumbnailSize;
  readonly isInSight?: boolean;
}

/** A small picture of an image, whole and in its own proportions; a still square until it is there, its name where there is none. */
export function Thumbnail({ path, size, isInSight = true }: ThumbnailProps): JSX.Element | null {
  const { say } = useSpeech();
  const address = useThumbnail(path, size, isInSight);
  const [failed, setFailed] = useState<string | undefined>(undefined);
  if (address === undefined) return null;
  if (address === null || address === failed) {
    return (
      <span class="none" title={say('There is no picture of this image.')}>
        <Icon name="image" />
        <span class="small ellipsis">{path.slice(path.lastIndexOf('/') + 1)}</span>
      </span>
    );
  }
  return <img src={address} alt="" draggable={false} onError={() => setFailed(address)} />;
}
