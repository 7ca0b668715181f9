import type { JSX } from 'preact';
import type { PanelAct, PanelData, PanelWork } from '../protocol/panel-messages.js';
import type { Outcome } from './edits.js';
import { Button, Notice } from './notices.js';
import type { PageDocument, TextFault } from './page-document.js';
import { useSpeech, type Speech } from './page.js';
import type { SelectionChange } from './selection-change.js';

/** Why the text is shown as it was last whole. */
export function FaultNotice({
  shown,
  onAct,
}: {
  readonly shown: PageDocument;
  readonly onAct: (act: PanelAct) => void;
}): JSX.Element | null {
  const speech = useSpeech();
  if (shown.kind === 'whole') return null;
  return (
    <Notice icon="warning" isWarning buttons={<Button name={speech.say('Open text')} onClick={() => onAct('open-text')} />}>
      {faultText(shown.fault, speech)}
      {speech.gap}
      {speech.say('Shown below is the last complete state. What counts is the text.')}
    </Notice>
  );
}

/** What is wrong with a text that should be a selection. */
export function faultText(fault: TextFault, { say }: Speech): string {
  switch (fault.kind) {
    case 'not-json':
      return say('The text is no complete selection: its JSON is unfinished.');
    case 'not-a-selection':
      return say('The text is no complete selection: {where} is missing or wrong.', { where: fault.where });
    case 'newer':
      return say('The text was made by a newer FreeSel (format {version}). Update FreeSel to edit it here.', { version: fault.version });
  }
}

/** Why there are no pictures, with the button that helps. */
export function DataNotice({ data, onAct }: { readonly data: PanelData; readonly onAct: (act: PanelAct) => void }): JSX.Element | null {
  const { say } = useSpeech();
  switch (data.kind) {
    case 'open':
      return null;
    case 'asks':
      return (
        <Notice
          icon="image"
          buttons={<Button name={say('Show images of {root}', { root: data.root })} onClick={() => onAct('allow-root')} />}
        >
          {say('The images lie outside this workspace.')}
        </Notice>
      );
    case 'untrusted':
      return (
        <Notice icon="warning" isWarning buttons={<Button name={say('Manage Trust')} onClick={() => onAct('manage-trust')} />}>
          {say('The images lie outside this workspace. They are not shown while the workspace is not trusted.')}
        </Notice>
      );
    case 'missing':
      return (
        <Notice icon="warning" isWarning buttons={<Button name={say('Locate…')} onClick={() => onAct('locate-root')} />}>
          {say('The data folder {root} is missing. The order and its reasons are safe in the file; pictures and edits need the folder.', {
            root: data.root,
          })}
        </Notice>
      );
  }
}

/** That an edit is being made, with the way to stop it. */
export function WorkNotice({ work, onCancel }: { readonly work: PanelWork; readonly onCancel: () => void }): JSX.Element | null {
  const speech = useSpeech();
  if (work.kind === 'idle') return null;
  return (
    <Notice icon="waiting" buttons={<Button name={speech.say('Cancel')} look="link" onClick={onCancel} />}>
      {workText(work, speech)}
    </Notice>
  );
}

function workText(work: Exclude<PanelWork, { readonly kind: 'idle' }>, { say, count, gap }: Speech): string {
  switch (work.kind) {
    case 'choosing':
      return say('Choosing again…');
    case 'reading': {
      const { done, total, secondsLeft } = work;
      const what =
        total === null
          ? say('Stored features are gone, so the images are read again: {i}.', { i: count(done) })
          : say('Stored features are gone, so the images are read again: {i} of {N}.', { i: count(done), N: count(total) });
      return secondsLeft === null ? what : `${what}${gap}${say('{t} s left.', { t: Math.max(1, Math.round(secondsLeft)) })}`;
    }
  }
}

export interface OutcomeNoticeProps {
  readonly outcome: Outcome;
  readonly onUndo: () => void;
  readonly onLog: () => void;
  readonly onClose: () => void;
}

/** What the last edit came to, in one line, with undo. */
export function OutcomeNotice({ outcome, onUndo, onLog, onClose }: OutcomeNoticeProps): JSX.Element | null {
  const speech = useSpeech();
  const { say } = speech;
  switch (outcome.kind) {
    case 'none':
      return null;
    case 'cancelled':
      return (
        <Notice icon="check" onClose={onClose}>
          {say('Cancelled. The selection stays as it is.')}
        </Notice>
      );
    case 'problem':
      return (
        <Notice icon="warning" isWarning buttons={<Button name={say('Show Log')} look="link" onClick={onLog} />} onClose={onClose}>
          {outcome.text}
        </Notice>
      );
    case 'changed':
      return (
        <Notice
          icon="check"
          buttons={outcome.change.kind !== 'nothing' && <Button name={say('Undo')} look="link" onClick={onUndo} />}
          onClose={onClose}
        >
          {changeText(outcome.change, speech)}
        </Notice>
      );
  }
}

/** The line that says what an edit changed. */
function changeText(change: SelectionChange, { say, count }: Speech): string {
  const name = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  switch (change.kind) {
    case 'excluded':
      return change.replacement
        ? say('Excluded {f}. {g} took its place as no. {n}.', {
            f: name(change.path),
            g: name(change.replacement.path),
            n: count(change.replacement.rank),
          })
        : say('Excluded {f}.', { f: name(change.path) });
    case 'put-back':
      return say('Put back {f}: it can be chosen again.', { f: name(change.path) });
    case 'pinned':
      return say('Pinned {f}.', { f: name(change.path) });
    case 'unpinned':
      return say('Unpinned {f}.', { f: name(change.path) });
    case 'budget':
      return change.by > 0
        ? say('{n} images are chosen now, {k} more.', { n: change.images, k: change.by })
        : say('{n} images are chosen now, {k} fewer.', { n: change.images, k: -change.by });
    case 'nothing':
      return say('The selection stays as it is.');
  }
}
