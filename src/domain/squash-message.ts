/** The message that Git puts together of several commits: the trailers that each of them brought along. */

import { parseAiContribution } from './trailers.ts';

const TOOL_LINE = /^(?:Assisted|Generated)-by: \S/;

/**
 * `message` without the trailers of ours that its parts carry, wherever they stand: what the commit made of all of them
 * holds is computed anew. A paragraph that held nothing else goes with them. Lines commented out stay.
 */
export function withoutTrailersOfParts(message: string): string {
  const out: string[] = [];
  let isOurs = false;
  for (const line of message.split(/(?<=\n)/)) {
    const bare = line.replace(/\r?\n$/, '');
    isOurs = parseAiContribution(bare) !== null || (isOurs && TOOL_LINE.test(bare));
    if (isOurs) continue;
    const isGap = bare.trim() === '' && (out.at(-1) ?? '').trim() === '' && out.length > 0;
    if (!isGap) out.push(line);
  }
  return out.join('');
}
