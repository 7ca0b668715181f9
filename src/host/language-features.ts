import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  DiagnosticSeverity,
  TextDocuments,
  type CancellationToken,
  type Connection,
  type Diagnostic,
  type DocumentLink,
  type Hover,
  type Range,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Language } from '../core/language.js';
import { innerFile, isInnerPath, selectionEnding } from '../store/index.js';
import type { Access } from './access.js';
import { written } from './failures.js';
import { pickHover } from './hover.js';
import { imageMistakes } from './image-checks.js';
import { selectionLenses } from './lenses.js';
import { mistake, mistakes, type Mistake } from './mistakes.js';
import { isSelection, namedPaths, selectionDocument, type Place, type SelectionDocument } from './selection-document.js';
import type { Thumbnails } from './thumbnails.js';

/** A text that is being typed is looked at once it rests so long. */
const restMs = 300;

export interface FeatureParts {
  readonly access: Access;
  readonly thumbnails: Thumbnails;
  readonly language: Language;
}

/** What makes a selection file a document of the editor: diagnostics, hover, links and code lenses. */
export class LanguageFeatures {
  private readonly documents = new TextDocuments(TextDocument);
  private readonly read = new WeakMap<TextDocument, { readonly version: number; readonly document: SelectionDocument }>();
  /** Checks that are waiting or running, by address. */
  private readonly checks = new Map<string, AbortController>();
  private parts: FeatureParts | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly log: (text: string) => void,
  ) {
    this.documents.onDidChangeContent(({ document }) => this.check(document));
    this.documents.onDidSave(({ document }) => this.check(document));
    this.documents.onDidClose(({ document }) => {
      this.checks.get(document.uri)?.abort();
      this.checks.delete(document.uri);
      this.publish(document.uri, []);
    });
    connection.onHover(({ textDocument, position }, token) => this.hover(textDocument.uri, position, token));
    connection.onDocumentLinks(({ textDocument }) => this.links(textDocument.uri));
    connection.onDocumentLinkResolve((link) => this.resolvedLink(link));
    connection.onCodeLens(({ textDocument }) => this.lenses(textDocument.uri));
    this.documents.listen(connection);
  }

  /** Begins to answer; until then nothing is known of the workspace. */
  start(parts: FeatureParts): void {
    this.parts = parts;
  }

  /** Looks at every open selection again: workspace folders have changed. */
  checkAgain(): void {
    for (const document of this.documents.all()) this.check(document);
  }

  /** The selection that an address stands for, with its text; undefined where it is none. */
  private open(uri: string): { readonly text: TextDocument; readonly document: SelectionDocument } | undefined {
    const text = this.documents.get(uri);
    if (!text || !uri.startsWith('file:') || !fileURLToPath(uri).endsWith(selectionEnding)) return undefined;
    let known = this.read.get(text);
    if (known?.version !== text.version) {
      known = { version: text.version, document: selectionDocument(fileURLToPath(uri), text.getText()) };
      this.read.set(text, known);
    }
    return isSelection(known.document) ? { text, document: known.document } : undefined;
  }

  /** Whether the images of a selection may be looked at. */
  private async isOpenData({ folder }: SelectionDocument): Promise<boolean> {
    return folder !== undefined && this.parts !== undefined && (await this.parts.access.isInWorkspace(folder));
  }

  private check(text: TextDocument): void {
    this.checks.get(text.uri)?.abort();
    const abort = new AbortController();
    this.checks.set(text.uri, abort);
    const { signal } = abort;
    const timer = setTimeout(() => {
      this.checked(text, signal).catch((error: unknown) => {
        if (!signal.aborted) this.log(written(error));
      });
    }, restMs);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }

  /** Tells at once what the text shows, and what its images show once they were looked at. */
  private async checked(text: TextDocument, signal: AbortSignal): Promise<void> {
    const opened = this.open(text.uri);
    if (!opened) {
      this.publish(text.uri, []);
      return;
    }
    const { document } = opened;
    const { version } = text;
    const ofText = mistakes(document);
    const isInside = await this.isOpenData(document);
    if (document.root && document.folder !== undefined && !isInside) ofText.push(outside(document.root));
    const tell = (all: readonly Mistake[]): void => {
      if (!signal.aborted && text.version === version)
        this.publish(
          text.uri,
          all.map((own) => this.diagnostic(text, own)),
          version,
        );
    };
    tell(ofText);
    if (isInside) tell([...ofText, ...(await imageMistakes(document, signal))]);
  }

  private diagnostic(text: TextDocument, { severity, code, text: words, other, ...place }: Mistake): Diagnostic {
    const language = this.parts?.language ?? 'en';
    return {
      range: rangeOf(text, place),
      severity: { error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning, information: DiagnosticSeverity.Information }[
        severity
      ],
      code,
      source: 'FreeSel',
      message: words[language],
      ...(other && { relatedInformation: [{ location: { uri: text.uri, range: rangeOf(text, other) }, message: other.text[language] }] }),
    };
  }

  private publish(uri: string, diagnostics: Diagnostic[], version?: number): void {
    void this.connection.sendDiagnostics({ uri, diagnostics, ...(version !== undefined && { version }) });
  }

  private async hover(uri: string, position: { line: number; character: number }, token: CancellationToken): Promise<Hover | null> {
    const opened = this.open(uri);
    if (!opened || !this.parts || !(await this.isOpenData(opened.document))) return null;
    const abort = new AbortController();
    const stop = token.onCancellationRequested(() => abort.abort(new Error('cancelled')));
    const { thumbnails, language } = this.parts;
    try {
      const shown = await pickHover(opened.document, opened.text.offsetAt(position), thumbnails, language, abort.signal);
      return shown ? { range: rangeOf(opened.text, shown), contents: { kind: 'markdown', value: shown.markdown } } : null;
    } catch (error) {
      if (!abort.signal.aborted) this.log(written(error));
      return null;
    } finally {
      stop.dispose();
    }
  }

  private async links(uri: string): Promise<DocumentLink[]> {
    const opened = this.open(uri);
    if (!opened || !(await this.isOpenData(opened.document))) return [];
    return namedPaths(opened.document)
      .filter((own) => isInnerPath(own.text))
      .map((own) => ({
        // Without the quotes.
        range: rangeOf(opened.text, { start: own.start + 1, end: own.end - 1 }),
        data: { uri, path: own.text },
      }));
  }

  /** Where a link leads: found when it is followed, since a selection may name thousands of images. */
  private async resolvedLink(link: DocumentLink): Promise<DocumentLink> {
    const data: unknown = link.data;
    if (typeof data !== 'object' || data === null || !('uri' in data && 'path' in data)) return link;
    if (typeof data.uri !== 'string' || typeof data.path !== 'string') return link;
    const opened = this.open(data.uri);
    const folder = opened?.document.folder;
    if (!opened || folder === undefined || !(await this.isOpenData(opened.document))) return link;
    const file = await innerFile(folder, data.path);
    return file === undefined ? link : { ...link, target: pathToFileURL(file).href };
  }

  private lenses(uri: string): ReturnType<typeof selectionLenses> {
    const opened = this.open(uri);
    if (!opened || !this.parts) return [];
    const { text, document } = opened;
    const top: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const picks = document.picksKey && rangeOf(text, document.picksKey);
    const ranges = picks && picks.start.line > 0 ? [top, picks] : [top];
    return selectionLenses(uri, ranges, this.parts.language);
  }
}

const rangeOf = (text: TextDocument, { start, end }: Place): Range => ({ start: text.positionAt(start), end: text.positionAt(end) });

const outside = (root: Place): Mistake =>
  mistake(
    root,
    'information',
    'root-elsewhere',
    'The data folder lies outside of this workspace, so its images are neither checked nor shown here.',
    'データフォルダーがワークスペースの外にあるため、画像の確認や表示は行いません。',
  );
