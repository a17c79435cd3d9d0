import assert from 'node:assert/strict';
import { withoutTrailersOfParts } from '../../src/domain/squash-message.ts';

const OURS = 'AI-Contribution: 62% heavy; lines ai=67 mixed=12 human=40 unknown=9\nAssisted-by: codex:gpt\n';

describe('a message put together of several commits', () => {
  const cases: [what: string, message: string, expected: string][] = [
    ['trailers of each part go', `one\n\n${OURS}\n# part 2\n\ntwo\n\n${OURS}`, 'one\n\n# part 2\n\ntwo\n\n'],
    ['other trailers stay', `one\n\nSigned-off-by: A <a@b>\n${OURS}`, 'one\n\nSigned-off-by: A <a@b>\n'],
    ['a person’s own tool line stays', 'one\n\nAssisted-by: a friend\n', 'one\n\nAssisted-by: a friend\n'],
    ['what only looks like ours stays', 'AI-Contribution: much\n', 'AI-Contribution: much\n'],
    ['line ends stay', `one\r\n\r\n${OURS.replaceAll('\n', '\r\n')}two\r\n`, 'one\r\n\r\ntwo\r\n'],
  ];
  for (const [what, message, expected] of cases)
    it(what, () => assert.equal(withoutTrailersOfParts(message), expected));
});
