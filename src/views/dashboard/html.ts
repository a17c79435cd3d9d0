/**
 * The document of the dashboard's page: nothing but our own script and style sheet may run or load. The heading is there
 * at once; the script draws the page in its place.
 */

import { randomBytes } from 'node:crypto';
import { HEADING } from '../../webview/protocol.ts';

export interface PageSources {
  /** what the webview calls its own origin */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  readonly language: string;
}

export function pageHtml({ cspSource, script, style, language }: PageSources): string {
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
<main id="root"><h1>${HEADING}</h1></main>
<script type="module" nonce="${nonce}" src="${attribute(script)}"></script>
</body>
</html>`;
}

const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
