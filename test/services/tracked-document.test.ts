/** Documents of an editor in a real repository with a real ledger: opened, changed, saved, closed, found again. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { MovedText } from '../../src/domain/moved-text.ts';
import { DocumentRecord } from '../../src/services/document-record.ts';
import { recordRename } from '../../src/services/renames.ts';
import { TrackedDocument } from '../../src/services/tracked-document.ts';
import { lettersOf } from '../fixtures/letters.ts';
import { createScenario, type Scenario } from '../fixtures/scenario.ts';

/** A document as the editor has it; text that is put in is typed. */
class Document {
  readonly tracked: TrackedDocument;
  readonly warnings: string[] = [];
  text: string;
  isDirty = false;
  #nowMs = Date.UTC(2031, 0, 1);

  constructor(scenario: Scenario, path: string | null, text: string) {
    this.text = text;
    const { gitPort: git, ledger } = scenario;
    const clock = { nowMs: () => this.#tick() };
    const deps = { git, ledger, clock, newId: randomUUID };
    this.tracked = new TrackedDocument({
      view: { text: () => this.text, isDirty: () => this.isDirty },
      openRecord: () => (path === null ? Promise.resolve(null) : DocumentRecord.open(deps, path)),
      movedText: new MovedText(),
      clock,
      newId: randomUUID,
      log: { info() {}, warn: (message) => this.warnings.push(message) },
      onChange: () => {},
    });
  }

  type(text: string, at = this.text.length): this {
    for (const [index, character] of [...text].entries()) {
      this.#insert(at + index, character);
      const caret = at + index + 1;
      const selections = [{ anchor: caret, active: caret }];
      this.tracked.tell((it) => it.select({ kind: 'keyboard', selections }, this.#tick()));
    }
    return this;
  }

  put(text: string, at = this.text.length): this {
    this.#insert(at, text);
    return this;
  }

  /** The file has become `text`, and the document with it. */
  reload(text: string): this {
    const changes = [{ offset: 0, length: this.text.length, text }];
    this.text = text;
    this.isDirty = false;
    this.tracked.tell((it) => it.change({ changes, takesKeys: false, isSaved: true, atMs: this.#tick() }));
    return this;
  }

  save(): this {
    this.isDirty = false;
    this.tracked.saved();
    return this;
  }

  async letters(): Promise<string | undefined> {
    await this.tracked.opened;
    const { content } = this.tracked;
    if (!content) return undefined;
    assert.equal(content.text, this.text);
    return lettersOf(content);
  }

  #tick(): number {
    this.#nowMs += 1;
    return this.#nowMs;
  }

  #insert(offset: number, text: string): void {
    this.text = this.text.slice(0, offset) + text + this.text.slice(offset);
    this.isDirty = true;
    const changes = [{ offset, length: 0, text }];
    this.tracked.tell((it) => it.change({ changes, takesKeys: true, isSaved: false, atMs: this.#tick() }));
  }
}

describe('a document that is opened', () => {
  let scenario: Scenario;
  beforeEach(async () => {
    scenario = await createScenario();
  });
  afterEach(() => scenario.dispose());
  const open = (path: string | null, text: string) => new Document(scenario, path, text);

  it('has the origins that its text had on disk', async () => {
    await scenario.ai('a.ts', 'one\n');
    assert.equal(await open('a.ts', 'one\n').letters(), 'aaa\n');
  });

  it('has them with other line ends', async () => {
    await scenario.ai('a.ts', 'one\ntwo\n');
    const document = open('a.ts', 'one\r\ntwo\r\n').type('x', 4);
    assert.equal((await document.letters())?.replaceAll('\n', ''), 'aaaahaaaa');
    document.save().tracked.flush();
    assert.equal(await open('a.ts', document.text).letters(), await document.letters());
  });

  it('starts from HEAD where it was never seen', async () => {
    await scenario.repository.write('a.ts', 'one\n');
    await scenario.git('add', '.');
    await scenario.git('commit', '--quiet', '-m', 'a commit');
    assert.equal(await open('a.ts', 'one\ntwo\n').letters(), 'bbb\nxxx\n');
  });

  it('starts from nothing where HEAD does not have it', async () =>
    assert.equal(await open('a.ts', 'one\n').letters(), 'xxx\n'));

  it('is not tracked where git ignores it, unless it is in the index', async () => {
    for (const path of ['a.log', 'b.log']) await scenario.repository.write(path, 'one\n');
    await scenario.repository.write('.gitignore', '*.log\n');
    await scenario.git('add', '--force', 'b.log');
    assert.equal(await open('a.log', 'one\n').letters(), undefined);
    assert.equal(await open('b.log', 'one\n').letters(), 'xxx\n');
  });

  it('follows what happens while its origins are looked up', async () => {
    await scenario.ai('a.ts', 'one\n');
    const document = open('a.ts', 'one\n').type('h').put('new').type('i', 0);
    assert.equal(document.tracked.content, undefined);
    assert.equal(await document.letters(), 'haaa\nhxxx');
  });

  it('is on record as soon as it is saved', async () => {
    const document = open('a.ts', 'one\n');
    await document.letters();
    document.type('two').save();
    assert.equal(await open('a.ts', 'one\ntwo').letters(), 'xxx\nhhh');
    assert.equal(scenario.ledger.seen(scenario.gitPort.worktree, 'a.ts', 'disk')?.text, 'one\ntwo');
  });

  it('is on record unsaved, so that it has its origins after a crash', async () => {
    await scenario.ai('a.ts', 'one\n');
    const document = open('a.ts', 'one\n').type('two');
    await document.letters();
    document.tracked.flush();
    assert.equal(scenario.ledger.seen(scenario.gitPort.worktree, 'a.ts', 'disk')?.text, 'one\n');
    assert.equal(await open('a.ts', 'one\ntwo').letters(), 'aaa\nhhh');
    assert.equal(await open('a.ts', 'one\ntwofold').letters(), 'aaa\nhhhxxxx');
  });

  it('leaves nothing unsaved on record when it is closed', async () => {
    const document = open('a.ts', 'one\n').type('two');
    await document.letters();
    document.tracked.flush();
    document.tracked.close();
    assert.equal(scenario.ledger.seen(scenario.gitPort.worktree, 'a.ts', 'buffer'), null);
  });

  it('leaves a file that another program wrote to the report of that program', async () => {
    await scenario.ai('a.ts', 'one\n', 'codex');
    const document = open('a.ts', 'one\n');
    await scenario.unseen('a.ts', 'one\ntwo\n');
    document.reload('one\ntwo\n');
    assert.equal(await document.letters(), 'aaa\nxxx\n');
    document.tracked.flush();
    await scenario.ai('a.ts', 'one\ntwo\n', 'codex');
    document.tracked.learn();
    assert.equal(await document.letters(), 'aaa\naaa\n');
  });

  it('has the better evidence of a report that came before the reload', async () => {
    await scenario.ai('a.ts', 'one\n');
    const document = open('a.ts', 'one\n');
    await scenario.ai('a.ts', 'one\ntwo\n');
    assert.equal(await document.reload('one\ntwo\n').letters(), 'aaa\naaa\n');
  });

  it('has the origins of the text that a checkout brings back', async () => {
    await scenario.ai('a.ts', 'one\n');
    const document = open('a.ts', 'one\n').type('two').save().reload('zzz\n');
    assert.equal(await document.letters(), 'xxx\n');
    assert.equal(await document.reload('one\ntwo').letters(), 'aaa\nhhh');
  });

  it('notices what it was not told, once', async () => {
    const document = open('a.ts', 'one\n').type('two');
    await document.letters();
    document.text = 'one\ntwo\nthree';
    document.tracked.flush();
    assert.equal(await document.letters(), 'xxx\nhhh\nxxxxx');
    document.text = 'one\nfour';
    document.type('!').tracked.flush();
    assert.equal(lettersOf(document.tracked.content!).at(-1), 'x');
    assert.equal(document.warnings.length, 1);
  });

  it('takes over an event that cannot be', async () => {
    const document = open('a.ts', 'one\n');
    await document.letters();
    document.tracked.tell((it) =>
      it.change({
        changes: [{ offset: 99, length: 1, text: 'x' }],
        takesKeys: true,
        isSaved: false,
        atMs: 1,
      }),
    );
    assert.equal(await document.letters(), 'xxx\n');
  });

  it('keeps its origins when it is given a name', async () => {
    const untitled = open(null, '').type('mine');
    assert.equal(await untitled.letters(), 'hhhh');
    const named = open('a.ts', 'mine').save();
    named.tracked.inherit(untitled.tracked.content!);
    assert.equal(await named.letters(), 'hhhh');
    assert.equal(await open('a.ts', 'mine').letters(), 'hhhh');
  });

  it('keeps its origins when its folder is renamed', async () => {
    await scenario.ai('old/a.ts', 'one\n');
    await scenario.ai('older.ts', 'two\n');
    const { ledger, gitPort } = scenario;
    const place = (path: string) => ({ worktree: gitPort.worktree, ledger, path });
    recordRename(place('old'), place('new'));
    assert.equal(await open('new/a.ts', 'one\n').letters(), 'aaa\n');
    assert.deepEqual(ledger.seenPaths(gitPort.worktree, 'disk'), ['new/a.ts', 'older.ts']);
  });

  it('has what another window wrote', async () => {
    await scenario.ai('a.ts', 'one\n');
    const [here, there] = [open('a.ts', 'one\n'), open('a.ts', 'one\n')];
    await here.letters();
    await there.letters();
    here.type('two').save();
    assert.equal(await there.reload('one\ntwo').letters(), 'aaa\nhhh');
  });

  it('is not written down where git does not answer', async () => {
    const warnings: string[] = [];
    const document = new TrackedDocument({
      view: { text: () => '', isDirty: () => false },
      openRecord: () => Promise.reject(new Error('no git')),
      movedText: new MovedText(),
      clock: { nowMs: () => 0 },
      newId: randomUUID,
      log: { info() {}, warn: (message) => warnings.push(message) },
      onChange: () => {},
    });
    document.saved();
    await document.opened;
    document.flush();
    assert.equal(document.content, undefined);
    assert.equal(warnings.length, 1);
  });
});
