/**
 * The document of the dashboard's page: nothing but our own script and style sheet may run or load. The heading is there
 * at once; the script draws the page in its place.
 */

import { randomBytes } from 'node:crypto';
import { BUNDLE_ELEMENT, type Bundle } from '../../webview/protocol.ts';

export interface PageSources {
  /** what the webview calls its own origin */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  readonly language: string;
  /** in that language */
  readonly heading: string;
  /** undefined: the texts of the page are in that language as they are */
  readonly bundle: Bundle | undefined;
}

export function pageHtml({ cspSource, script, style, language, heading, bundle }: PageSources): string {
  const nonce = randomBytes(16).toString('base64');
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource}; font-src ${cspSource}`;
  return `<!DOCTYPE html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<title>Lastmile</title>
<link rel="stylesheet" href="${attribute(style)}">
</head>
<body>
<main id="root"><h1>${text(heading)}</h1></main>${bundle ? `\n${dataBlock(bundle)}` : ''}
<script type="module" nonce="${nonce}" src="${attribute(script)}"></script>
</body>
</html>`;
}

/** Data, so the policy lets it be; nothing in it can end the element. */
const dataBlock = (bundle: Bundle): string =>
  `<script type="application/json" id="${BUNDLE_ELEMENT}">${JSON.stringify(bundle).replaceAll('<', '\\u003c')}</script>`;

const text = (it: string): string => it.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
