import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { modelInTranscript, readHookEvent } from '../../../src/adapters/agents/claude-code-hook.ts';

const base = {
  session_id: 's1',
  transcript_path: '/home/dev/.claude/projects/p/s1.jsonl',
  cwd: '/repo',
  hook_event_name: 'PostToolUse',
  tool_use_id: 'toolu_1',
};
const source = { session: 's1', call: 'toolu_1', transcript: base.transcript_path };
const edit = {
  ...base,
  tool_name: 'Edit',
  tool_input: { file_path: '/repo/a.ts', old_string: 'one', new_string: 'two' },
  tool_response: {
    filePath: '/repo/a.ts',
    oldString: 'one',
    newString: 'two',
    originalFile: 'one\n',
    userModified: false,
  },
};
const write = {
  ...base,
  tool_name: 'Write',
  tool_input: { file_path: '/repo/a.ts', content: 'new\n' },
  tool_response: { type: 'create', filePath: '/repo/a.ts', content: 'new\n', originalFile: null },
};

describe('a hook payload of Claude Code', () => {
  const edits: [string, object, string | null, string][] = [
    ['an edit', edit, 'one\n', 'two\n'],
    ['a new file', write, null, 'new\n'],
    [
      'a file written anew',
      { ...write, tool_response: { type: 'update', originalFile: 'old\n' } },
      'old\n',
      'new\n',
    ],
    [
      'every occurrence',
      {
        ...edit,
        tool_input: { ...edit.tool_input, replace_all: true },
        tool_response: { originalFile: 'one one\n' },
      },
      'one one\n',
      'two two\n',
    ],
    [
      'a replacement that would mean something to a regular expression',
      { ...edit, tool_input: { ...edit.tool_input, new_string: "$& $1 $'" } },
      'one\n',
      "$& $1 $'\n",
    ],
    [
      'several edits in one call',
      {
        ...edit,
        tool_name: 'MultiEdit',
        tool_input: {
          file_path: '/repo/a.ts',
          edits: [
            { old_string: 'one', new_string: 'two' },
            { old_string: 'two', new_string: 'three' },
          ],
        },
      },
      'one\n',
      'three\n',
    ],
    [
      'a proposal that the user changed: what the tool proposed',
      { ...edit, tool_response: { ...edit.tool_response, newString: 'mine', userModified: true } },
      'one\n',
      'two\n',
    ],
    [
      'a notebook',
      {
        ...base,
        tool_name: 'NotebookEdit',
        tool_input: { notebook_path: '/repo/a.ts', new_source: 'x' },
        tool_response: { original_file: '{}\n', updated_file: '{"cells":[]}\n' },
      },
      '{}\n',
      '{"cells":[]}\n',
    ],
  ];
  for (const [title, payload, before, after] of edits)
    it(`${title}: the file before and after`, () =>
      assert.deepEqual(readHookEvent(payload), {
        kind: 'edit',
        file: '/repo/a.ts',
        source,
        before,
        after,
      }));

  it('without the original file: what was replaced', () => {
    const payload = { ...edit, tool_response: { filePath: '/repo/a.ts', success: true } };
    assert.deepEqual(readHookEvent(payload), {
      kind: 'replacement',
      file: '/repo/a.ts',
      source,
      replacements: [{ oldText: 'one', newText: 'two', all: false }],
    });
  });

  it('before an edit: the file', () => {
    const payload = { ...edit, hook_event_name: 'PreToolUse', tool_response: undefined };
    assert.deepEqual(readHookEvent(payload), { kind: 'before-edit', file: '/repo/a.ts' });
  });

  it('a relative path is relative to where the tool works', () => {
    const payload = { ...write, tool_input: { ...write.tool_input, file_path: 'sub/a.ts' } };
    assert.equal(readHookEvent(payload)?.file, '/repo/sub/a.ts');
  });

  const silent: [string, unknown][] = [
    [
      'a failed call, whose response is a text',
      { ...edit, tool_response: 'Error: String to replace not found' },
    ],
    ['a call that says so', { ...edit, tool_response: { ...edit.tool_response, success: false } }],
    ['an error', { ...edit, tool_response: { is_error: true, content: 'denied' } }],
    ['a call without a response', { ...edit, tool_response: undefined }],
    ['a call without an id, which could not be told from another', { ...edit, tool_use_id: undefined }],
    [
      'a command: what it changed is not known',
      { ...base, tool_name: 'Bash', tool_input: { command: 'x' }, tool_response: {} },
    ],
    ['a session whose name could not be kept', { ...edit, session_id: 'a session\n' }],
    ['another event', { ...edit, hook_event_name: 'Stop' }],
    ['an update that does not tell what was there', { ...write, tool_response: { type: 'update' } }],
    [
      'a notebook of which only a cell is told',
      {
        ...base,
        tool_name: 'NotebookEdit',
        tool_input: { notebook_path: '/repo/a' },
        tool_response: { new_source: 'x' },
      },
    ],
    ['no path', { ...write, tool_input: { content: 'x' } }],
    ['a path of another type', { ...write, tool_input: { file_path: ['/a'], content: 'x' } }],
    ['a list', []],
    ['nothing', null],
  ];
  for (const [title, payload] of silent)
    it(`means nothing: ${title}`, () => assert.equal(readHookEvent(payload), null));

  it('never throws, whatever it is', () => {
    fc.assert(fc.property(fc.anything(), (payload) => void readHookEvent(payload)));
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (input, response) => {
        readHookEvent({ ...edit, tool_input: input, tool_response: response });
      }),
    );
  });
});

describe('the model that made a call', () => {
  let home = '';
  let store = '';
  const assistant = (model: string, id: string) =>
    JSON.stringify({
      type: 'assistant',
      message: { model, content: [{ type: 'tool_use', id, name: 'Edit' }] },
    });
  const transcript = (name: string, ...lines: string[]) => {
    const file = path.join(store, name);
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
    return file;
  };
  const ask = (file: string | null, call = 'toolu_1') =>
    modelInTranscript(
      { session: 's', call, transcript: file },
      { home: '/none', env: { CLAUDE_CONFIG_DIR: home }, platform: process.platform },
    );

  before(() => {
    home = mkdtempSync(path.join(tmpdir(), 'claude-code-'));
    store = path.join(home, 'projects', 'repo');
    mkdirSync(store, { recursive: true });
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  it('is that of the record with the call', () => {
    const file = transcript('a.jsonl', assistant('m1', 'toolu_1'), assistant('m2', 'toolu_2'));
    assert.equal(ask(file), 'm1');
  });

  it('else the last one', () => {
    const file = transcript(
      'b.jsonl',
      assistant('m1', 'x'),
      assistant('m2', 'y'),
      assistant('<synthetic>', 'z'),
      '{"type":',
    );
    assert.equal(ask(file), 'm2');
  });

  it('is found at the end of a long transcript', () => {
    const file = transcript('c.jsonl', 'x'.repeat(3_000_000), assistant('m1', 'toolu_1'));
    assert.equal(ask(file), 'm1');
  });

  it('is not looked for outside the store', () => {
    const outside = path.join(home, 'outside.jsonl');
    writeFileSync(outside, assistant('m1', 'toolu_1'));
    assert.equal(ask(outside), undefined);
    symlinkSync(outside, path.join(store, 'link.jsonl'));
    assert.equal(ask(path.join(store, 'link.jsonl')), undefined);
    assert.equal(ask(path.join(store, '..', '..', 'outside.jsonl')), undefined);
  });

  it('is not known without a transcript', () => {
    for (const file of [null, path.join(store, 'none.jsonl'), store]) assert.equal(ask(file), undefined);
  });
});

/** Transcripts of real sessions, in `data/agent-sessions` of a folder beside the checkout, where there is one. */
const SAMPLES = (() => {
  const beside = path.resolve(import.meta.dirname, '../../../..');
  const folders = readdirSync(beside).map((name) =>
    path.join(beside, name, 'data/agent-sessions/claude-code'),
  );
  return folders.find((folder) => existsSync(folder)) ?? '';
})();

interface RecordOfUse {
  readonly uuid?: string;
  readonly sessionId?: string;
  readonly cwd?: string;
  readonly toolUseResult?: unknown;
  readonly message?: { readonly content?: unknown };
}

describe('real sessions of Claude Code', () => {
  const payloadsOf = (file: string): object[] => {
    const calls = new Map<string, { name: string; input: unknown }>();
    const payloads: object[] = [];
    for (const line of readFileSync(path.join(SAMPLES, file), 'utf8').split('\n')) {
      if (line === '') continue;
      const record = JSON.parse(line) as RecordOfUse;
      const content = Array.isArray(record.message?.content) ? record.message.content : [];
      for (const item of content) {
        if (item.type === 'tool_use') calls.set(item.id, item);
        const call = item.type === 'tool_result' ? calls.get(item.tool_use_id) : undefined;
        if (call)
          payloads.push({
            session_id: record.sessionId,
            cwd: record.cwd,
            hook_event_name: 'PostToolUse',
            tool_use_id: item.tool_use_id,
            tool_name: call.name,
            tool_input: call.input,
            tool_response: item.is_error ? item.content : record.toolUseResult,
          });
      }
    }
    return payloads;
  };
  const eventsOf = (file: string) => payloadsOf(file).map((payload) => readHookEvent(payload));

  before(function () {
    if (SAMPLES === '') {
      console.log('      no samples of real sessions here');
      this.skip();
    }
  });

  it('denied writes are no edits', () => {
    const denied = readdirSync(SAMPLES).filter((name) => name.startsWith('denied'));
    for (const name of denied) assert.ok(eventsOf(name).every((event) => event === null));
  });

  it('each edit follows from the one before, or is an edit of what is there', () => {
    for (const name of readdirSync(SAMPLES).filter((file) => file.startsWith('edits'))) {
      const events = eventsOf(name).filter((event) => event !== null);
      assert.ok(events.length > 5);
      const latest = new Map<string, string>();
      let chained = 0;
      for (const event of events) {
        assert.equal(event.kind, 'edit');
        if (event.kind !== 'edit') continue;
        if (latest.get(event.file) === event.before) chained++;
        latest.set(event.file, event.after);
      }
      assert.ok(chained >= (events.length - latest.size) * 0.9, `${chained} of ${events.length}`);
    }
  });
});
