/**
 * Marks on lines whose origin is known, and a hover that explains them. Off until asked for.
 * The gutter marks have a shape and a letter each, so that colour is not needed to tell them apart. Only the lines on
 * the screen get one; the overview ruler gets the whole file, in few pieces.
 */

import * as vscode from 'vscode';
import type { LineClass } from '../domain/contribution.ts';
import { type LineTally, leadingEdit, tallyLines } from '../domain/line-classes.ts';
import type { Attributed, Edit } from '../domain/origin.ts';
import { lineStarts } from '../domain/text.ts';
import { coarsen, type LineSpan, spansByClass } from './line-spans.ts';
import { createSchedule, type Schedule } from './schedule.ts';
import { agoText, toolText } from './text.ts';

const { l10n } = vscode;

const QUIET_MS = 100;
/** lines above and below the screen that are marked as well, so that a little scrolling shows no bare lines */
const MARGIN = 60;
const MAX_OVERVIEW_SPANS = 500;

/** Lines of unknown origin stay bare. */
const MARKED = ['ai', 'mixed', 'human'] as const;
type Marked = (typeof MARKED)[number];

export interface Attributions {
  /** text and runs of an open document as it is now; undefined when it is not tracked */
  attributionOf(document: vscode.TextDocument): Attributed | undefined;
  readonly onDidChangeAttribution: vscode.Event<vscode.TextDocument>;
}

interface Lines {
  readonly version: number;
  readonly tallies: readonly LineTally[];
  readonly attributed: Attributed;
}

export class LineAttribution implements vscode.Disposable, vscode.HoverProvider {
  readonly #attributions: Attributions;
  readonly #nowMs: () => number;
  readonly #gutter: Record<Marked, vscode.TextEditorDecorationType>;
  readonly #ruler: Record<Marked, vscode.TextEditorDecorationType>;
  readonly #schedule: Schedule;
  readonly #lines = new WeakMap<vscode.TextDocument, Lines>();
  readonly #always: vscode.Disposable;
  #whileOn: vscode.Disposable | undefined;

  constructor(attributions: Attributions, extensionUri: vscode.Uri, nowMs: () => number) {
    this.#attributions = attributions;
    this.#nowMs = nowMs;
    const each = (make: (marked: Marked) => vscode.TextEditorDecorationType) =>
      Object.fromEntries(MARKED.map((marked) => [marked, make(marked)])) as Record<
        Marked,
        vscode.TextEditorDecorationType
      >;
    this.#gutter = each((marked) => gutterMark(marked, extensionUri));
    this.#ruler = each(rulerMark);
    this.#schedule = createSchedule(async () => this.#drawAll(), QUIET_MS);
    this.#always = vscode.Disposable.from(
      ...Object.values(this.#gutter),
      ...Object.values(this.#ruler),
      this.#schedule,
    );
  }

  get isOn(): boolean {
    return this.#whileOn !== undefined;
  }

  setOn(isOn: boolean): void {
    if (isOn === this.isOn) return;
    if (!isOn) {
      this.#whileOn?.dispose();
      this.#whileOn = undefined;
      for (const editor of vscode.window.visibleTextEditors) this.#clear(editor);
      return;
    }
    this.#whileOn = vscode.Disposable.from(
      this.#attributions.onDidChangeAttribution((document) => {
        this.#lines.delete(document);
        this.#schedule.request();
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#schedule.request()),
      vscode.window.onDidChangeTextEditorVisibleRanges(() => this.#schedule.request()),
      vscode.languages.registerHoverProvider({ scheme: 'file' }, this),
    );
    this.#drawAll();
  }

  provideHover(document: vscode.TextDocument, { line }: vscode.Position): vscode.Hover | undefined {
    const lines = this.#linesOf(document);
    const tally = lines?.tallies[line];
    const text = tally && describe(tally, isTouched(lines.attributed, line), this.#nowMs());
    // Names of tools and models are somebody else's words: plain text.
    return text === undefined ? undefined : new vscode.Hover(new vscode.MarkdownString().appendText(text));
  }

  dispose(): void {
    this.#whileOn?.dispose();
    this.#always.dispose();
  }

  #drawAll(): void {
    if (!this.isOn) return;
    for (const editor of vscode.window.visibleTextEditors) this.#draw(editor);
  }

  #draw(editor: vscode.TextEditor): void {
    const lines = this.#linesOf(editor.document);
    if (!lines) {
      this.#clear(editor);
      return;
    }
    const onScreen = editor.visibleRanges.map(({ start, end }) =>
      spansByClass(lines.tallies, start.line - MARGIN, end.line + MARGIN),
    );
    const overall = spansByClass(lines.tallies);
    for (const marked of MARKED) {
      editor.setDecorations(this.#gutter[marked], onScreen.flatMap((spans) => spans[marked]).map(rangeOf));
      editor.setDecorations(this.#ruler[marked], coarsen(overall[marked], MAX_OVERVIEW_SPANS).map(rangeOf));
    }
  }

  #clear(editor: vscode.TextEditor): void {
    for (const marked of MARKED) {
      editor.setDecorations(this.#gutter[marked], []);
      editor.setDecorations(this.#ruler[marked], []);
    }
  }

  #linesOf(document: vscode.TextDocument): Lines | undefined {
    const known = this.#lines.get(document);
    if (known?.version === document.version) return known;
    const attributed = this.#attributions.attributionOf(document);
    if (!attributed) return undefined;
    const lines = { version: document.version, tallies: tallyLines(attributed), attributed };
    this.#lines.set(document, lines);
    return lines;
  }
}

const rangeOf = ({ first, last }: LineSpan): vscode.Range => new vscode.Range(first, 0, last, 0);

function gutterMark(marked: Marked, extensionUri: vscode.Uri): vscode.TextEditorDecorationType {
  const icon = (theme: 'light' | 'dark') => ({
    gutterIconPath: vscode.Uri.joinPath(extensionUri, 'media', 'gutter', `${marked}-${theme}.svg`),
  });
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    gutterIconSize: 'contain',
    light: icon('light'),
    dark: icon('dark'),
  });
}

const LANES: Record<Marked, vscode.OverviewRulerLane> = {
  ai: vscode.OverviewRulerLane.Right,
  mixed: vscode.OverviewRulerLane.Right,
  human: vscode.OverviewRulerLane.Left,
};

function rulerMark(marked: Marked): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    overviewRulerColor: new vscode.ThemeColor(`lastmile.${marked}Foreground`),
    overviewRulerLane: LANES[marked],
  });
}

function isTouched({ text, runs }: Attributed, line: number): boolean {
  const starts = lineStarts(text);
  const from = starts[line] ?? text.length;
  const to = starts[line + 1] ?? text.length;
  let at = 0;
  return runs.some(({ length, mark }) => {
    const overlaps = at < to && at + length > from;
    at += length;
    return overlaps && mark.touched;
  });
}

/** `AI: claude-code, 2 hours ago, edited by you since (reported)`; undefined for a line of which nothing is known. */
function describe(tally: LineTally, wasCut: boolean, nowMs: number): string | undefined {
  const edit = leadingEdit(tally);
  const lineClass: LineClass = tally.class;
  if (!edit || lineClass === 'unknown') return undefined;
  if (lineClass === 'human') {
    const ago = agoText(edit.atMs, nowMs);
    return edit.kind === 'typed' ? l10n.t('Typed by you, {0}', ago) : l10n.t('Human, {0}', ago);
  }
  const tool =
    edit.tool === undefined
      ? l10n.t('unknown tool')
      : toolText({ tool: edit.tool, ...(edit.model !== undefined && { model: edit.model }) });
  const made = l10n.t('AI: {0}, {1}', tool, agoText(edit.atMs, nowMs));
  return l10n.t('{0} ({1})', since(tally, edit, made, wasCut), evidenceOf(edit));
}

/** What has become of a line that AI has `made`. */
function since(tally: LineTally, edit: Edit, made: string, wasCut: boolean): string {
  if (tally.class === 'ai') return made;
  const others = [...tally.characters.keys()].filter(({ origin }) => origin !== 'ai');
  if (others.some(({ origin, atMs }) => origin === 'human' && atMs >= edit.atMs))
    return l10n.t('{0}, edited by you since', made);
  if (wasCut) return l10n.t('{0}, partly deleted since', made);
  return l10n.t('{0}, with text of other origin', made);
}

/** How it is known that an edit is of AI. */
function evidenceOf({ evidence }: Edit): string {
  switch (evidence) {
    case 'reported':
      return l10n.t('reported');
    case 'observed':
      return l10n.t('seen in the editor');
    case 'inferred':
    case 'none':
      return l10n.t('inferred, not certain');
  }
}
