import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type Attestation,
  authorOf,
  formatNote,
  type Note,
  type NoteMetadata,
  parseNote,
} from '../../src/domain/notes.ts';

const record = {
  agent_id: { tool: 'claude', id: 'conversation', model: 'opus' },
  human_author: 'dev@example.com',
};
const metadata: NoteMetadata = {
  schema_version: 'authorship/3.0.0',
  base_commit_sha: '0123456789012345678901234567890123456789',
  prompts: { '0123456789abcdef': record },
  humans: { h_31dce776f88375: { author: 'A Developer <dev@example.com>' } },
  sessions: { s_c9883b05a2487d: { ...record, custom_attributes: { ours: [1] } } },
};

const WRITTEN = `src/main.rs
  s_c9883b05a2487d::t_9f8e7d6c5b4a32 1-10,15-20
  h_31dce776f88375 25-30
"src/my file.rs"
  s_c9883b05a2487d::t_a1b2c3d4e5f678 1,3,7-9
---
${JSON.stringify(metadata, null, 2)}
`;

describe('notes', () => {
  it('are read: paths, keys, ranges, and all of the JSON', () => {
    const note = parseNote(WRITTEN);
    assert.deepEqual(note?.files.get('src/my file.rs'), [
      {
        key: 's_c9883b05a2487d::t_a1b2c3d4e5f678',
        ranges: [
          { first: 1, last: 1 },
          { first: 3, last: 3 },
          { first: 7, last: 9 },
        ],
      },
    ]);
    assert.equal(note?.files.get('src/main.rs')?.length, 2);
    assert.deepEqual(note?.metadata, metadata);
  });

  it('are written as they were read', () => {
    assert.equal(formatNote(parseNote(WRITTEN)!), WRITTEN);
  });

  it('say whose a key is: a session, an old-style prompt, a person, nobody', () => {
    assert.deepEqual(authorOf(metadata, 's_c9883b05a2487d::t_1'), {
      kind: 'session',
      id: 's_c9883b05a2487d',
      record: metadata.sessions!.s_c9883b05a2487d,
    });
    assert.equal(authorOf(metadata, '0123456789abcdef').kind, 'session');
    assert.deepEqual(authorOf(metadata, 'h_31dce776f88375'), {
      kind: 'human',
      author: 'A Developer <dev@example.com>',
    });
    assert.equal(authorOf(metadata, 's_00000000000000').kind, 'unknown');
    assert.equal(authorOf(metadata, 'constructor').kind, 'unknown');
  });

  const strange: [what: string, text: string][] = [
    ['nothing', ''],
    ['some other note', 'Reviewed-by: A Developer'],
    ['no JSON', 'a\n  h_1 1\n---\nnot JSON'],
    ['JSON that is no object', '---\n[]'],
    ['another version', `---\n${JSON.stringify({ ...metadata, schema_version: 'authorship/4.0.0' })}`],
  ];
  for (const [what, text] of strange)
    it(`are nothing when there is ${what}`, () => assert.equal(parseNote(text), null));

  it('pass over entries that make no sense', () => {
    const bad = ['  key 0-3', '  key 9-3', '  key 1,,2', '  key', '  key a', '  key 99999999999'];
    const note = parseNote(`  orphan 1\na.ts\n${bad.join('\n')}\n  good 2\n---\n${JSON.stringify(metadata)}`);
    assert.deepEqual(note?.files.get('a.ts'), [{ key: 'good', ranges: [{ first: 2, last: 2 }] }]);
  });

  it('keep any path and any ranges through writing and reading', () => {
    const path = fc.string({ unit: 'binary', minLength: 1 }).filter((p) => !p.includes('\0'));
    const range = fc
      .tuple(fc.integer({ min: 1, max: 9999 }), fc.nat(50))
      .map(([first, n]) => ({ first, last: first + n }));
    const ranges = fc.array(range, { minLength: 1 }).map((list) => list.sort((a, b) => a.first - b.first));
    const entry: fc.Arbitrary<Attestation> = fc.record(
      { key: fc.stringMatching(/^[a-z_:0-9]+$/), ranges },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(
        fc.dictionary(path, fc.array(entry, { minLength: 1 }), { noNullPrototype: true }),
        (files) => {
          const note: Note = { files: new Map(Object.entries(files)), metadata };
          assert.deepEqual(parseNote(formatNote(note)), note);
        },
      ),
    );
  });
});
