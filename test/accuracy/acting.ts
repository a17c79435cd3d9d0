/** What the recorder and the extension that acts for it say to each other. Plain values: they travel as JSON. */

export interface ExtensionEdit {
  /** absolute */
  readonly path: string;
  /** line, character, line, character; all from 0 */
  readonly range: readonly [number, number, number, number];
  readonly text: string;
}

export interface Suggestion {
  readonly text: string;
  /** where in the line it begins: its start, unless told otherwise; at the caret, if that is before it */
  readonly character?: number;
  /** an edit at another place than the caret's: replaces `range` */
  readonly isEdit?: boolean;
  readonly range?: readonly [number, number, number, number];
}

/** Keys that a person has bound to the editor's own commands, past ours. As the driver writes them. */
export const OTHER_KEYS = {
  commit: 'Control+Alt+J',
  acceptNextWord: 'Control+Alt+K',
  acceptNextLine: 'Control+Alt+L',
} as const;
