/**
 * The language of the page: the editor's, and what its translation has for our texts. Both are in the document, so they
 * are known before any text is made and nothing waits for them; without a translation the texts are as they stand here.
 */

import * as l10n from '@vscode/l10n';
import { BUNDLE_ELEMENT, isBundle } from './protocol.ts';

/** For `Intl`: the browser's own may be another. */
export const language = document.documentElement.lang;

const bundle: unknown = JSON.parse(document.getElementById(BUNDLE_ELEMENT)?.textContent ?? 'null');
const { t } = l10n;
if (isBundle(bundle)) l10n.config({ contents: bundle });

/** What the domain says in English, marked there as a `phrase`. */
export const shown = (phrase: string): string => t(phrase);

export { l10n };
