import assert from 'node:assert/strict';
import { type Edit, type Mark, markOf } from '../../src/domain/origin.ts';
import { Desk, type Typist } from '../fixtures/typist.ts';

const edit = (origin: Edit['origin'], uid: string, more: Partial<Edit> = {}): Edit => ({
  uid,
  origin,
  evidence: 'reported',
  kind: 'agent',
  atMs: 1,
  ...more,
});
const AI: Mark = markOf(edit('ai', 'ai-1', { tool: 'codex' }));

/** text line by line, each with its origins below */
const lines = (typist: Typist): string[] => {
  const origins = typist.origins.split('\n');
  return typist.text.split('\n').map((line, at) => `${line} ${origins[at]}`);
};

for (const isDetailed of [false, true]) {
  const open = (text: string, mark?: Mark, desk = new Desk()): Typist => {
    const typist = desk.open(text, mark);
    typist.isDetailed = isDetailed;
    return typist;
  };
  /** what nothing explains on the stable API, and is known to be asked for where the source is named */
  const other = isDetailed ? 'r' : 'x';

  describe(`a tracked document, ${isDetailed ? 'sources named' : 'on the stable API'}`, () => {
    describe('typing', () => {
      it('is human', () => assert.equal(open('').type('abc').origins, 'hhh'));

      it('is human with the bracket that the editor adds, also when it is typed over', () =>
        assert.deepEqual(lines(open('').type('f').typePair('()').type('x').select(2, 3)), ['f(x) hhhh']));

      it('in AI text leaves the rest as it is', () =>
        assert.equal(open('one two', AI).at(' two').type('x').origins, 'aaahaaaa'));

      it('is human from an input method', () =>
        assert.deepEqual(lines(open('').compose('n', 'ni', 'niha', '你好')), ['你好 hh']));

      it('over a selection touches what is beside it', () =>
        assert.deepEqual(lines(open('one two', AI).selectText('two').type('x')), ['one x aaAah']));

      it('of what was there is human', () =>
        assert.deepEqual(lines(open('one two', AI).selectText('two').type('two')), ['one two aaAahhh']));

      it('with Enter makes lines', () => {
        const typist = open('').type('a\nb');
        assert.ok(typist.tracker.content.runs.every(({ mark }) => mark.edit.origin === 'human'));
      });

      it('is one edit, and another after a while', () => {
        const typist = open('')
          .type('ab')
          .waits(60_000)
          .type('c')
          .waits(6 * 60_000)
          .type('de');
        assert.deepEqual(
          typist.tracker.content.runs.map(({ length }) => length),
          [3, 2],
        );
      });

      it('is another edit after something else came in', () => {
        const typist = open('').type('ab').accept(' cd').type('ef');
        const [first, , second] = typist.tracker.content.runs.map(({ mark }) => mark.edit);
        assert.ok(first!.atMs < second!.atMs && first!.uid !== second!.uid);
      });
    });

    describe('nothing is human that nobody typed', () => {
      const cases: [string, (typist: Typist) => Typist, string][] = [
        ['a letter put in by an extension', (it) => it.edit([{ offset: 0, length: 0, text: 'x' }]), 'x'],
        [
          'a letter of an extension, then an arrow key',
          (it) => it.edit([{ offset: 0, length: 0, text: 'x' }]).select(1, 1),
          'x',
        ],
        ['a suggestion', (it) => it.accept('x'), 'a'],
        ['a paste', (it) => it.paste('x'), 'p'],
        ['a reload', (it) => it.reload('xyz'), 'xxx'],
      ];
      for (const [name, act, expected] of cases)
        it(name, () => assert.equal(act(open('')).origins, expected));
    });

    describe('deleting', () => {
      it('touches the nearest character before', () =>
        assert.equal(open('one two', AI).at('two').backspace(2).origins, 'aAaaa'));

      it('touches the nearest character behind where there is none before', () =>
        assert.equal(open('one two', AI).at('ne').backspace().origins, 'Aaaaaa'));

      it('of whole lines touches nothing', () => {
        assert.equal(open('one\ntwo\nthree\n', AI).selectText('two\n').backspace().origins, 'aaa\naaaaa\n');
        assert.equal(open('one\ntwo', AI).selectText('\ntwo').backspace().origins, 'aaa');
      });

      it('of parts of two lines touches both', () =>
        assert.equal(
          open('one two\nthree four', AI).selectText('two\nthree').backspace().origins,
          'aaAaaAaaa',
        ));

      it('of white space touches nothing', () =>
        assert.equal(open('one   two', AI).at('two').backspace(2).origins, 'aaaaaaa'));

      it('of what was typed touches nothing', () =>
        assert.equal(open('one', AI).type('xy').backspace(2).origins, 'aaa'));

      it('by a suggestion touches nothing', () =>
        assert.equal(open('one two', AI).selectText('two').accept('2').origins, 'aaaaa'));

      it('is forgotten when it is undone', () => {
        const typist = open('one two', AI).at(' two').backspace(2);
        assert.equal(typist.origins, 'Aaaaa');
        assert.equal(typist.undo().origins, 'aAaaaa');
        assert.equal(typist.undo().origins, 'aaaaaaa');
        assert.equal(typist.redo().origins, 'aAaaaa');
      });
    });

    describe('pasting', () => {
      it('takes the origin of what was copied', () =>
        assert.deepEqual(lines(open('one two', AI).type(' ').selectText('one').copy().select(8, 8).paste()), [
          'one two one aaaaaaahaaa',
        ]));

      it('takes it from another document', () => {
        const desk = new Desk();
        open('one', AI, desk).selectText('one').copy();
        assert.equal(open('', undefined, desk).paste().origins, 'aaa');
      });

      it('takes it, indented otherwise', () => {
        const typist = open('  if x\n    y\n', AI).selectText('  if x\n    y\n').copy().select(13, 13);
        assert.equal(typist.paste('if x\n\ty\n').origins, 'aaaaaa\naaaaa\naaaa\naa\n');
      });

      it('of something else is unknown', () => {
        const typist = open('one', AI).selectText('one').copy().select(3, 3);
        assert.equal(typist.paste('other').origins, 'aaappppp');
      });

      it('of what was cut moves it', () => {
        const typist = open('one\ntwo\n', AI).type('three\n').selectText('three\n').cut().at('one').paste();
        assert.deepEqual(lines(typist), ['three hhhhh', 'one aaa', 'two aaa', ' ']);
      });

      it('what was cut into its place is as if nothing had happened', () =>
        assert.equal(open('one two three', AI).selectText('two').cut().paste().origins, 'aaaaaaaaaaaaa'));

      it('of what was cut moves it to another document', () => {
        const desk = new Desk();
        open('one\n', AI, desk).selectText('one\n').cut();
        assert.equal(open('two\n', undefined, desk).at('two').paste().origins, 'aaa\nbbb\n');
      });
    });

    describe('a suggestion', () => {
      it('is of AI', () => {
        const typist = open('').type('re').accept('turn 1;');
        assert.deepEqual(lines(typist), ['return 1; hhaaaaaaa']);
        const { edit } = typist.tracker.content.runs[1]!.mark;
        assert.deepEqual([edit.tool, edit.kind, edit.evidence], ['copilot', 'inline-suggestion', 'observed']);
      });

      it('that repeats what was typed leaves that human', () =>
        assert.deepEqual(lines(open('').type('re').select(0, 2).accept('return 1;')), [
          'return 1; hhaaaaaaa',
        ]));

      it('is followed by typing that is human', () =>
        assert.equal(open('').accept('foo').type('x').origins, 'aaah'));
    });

    describe('other edits', () => {
      it('of which nothing is known are unknown', () =>
        assert.equal(open('one ', AI).edit([{ offset: 4, length: 0, text: 'two' }]).origins, 'aaaaxxx'));

      it('that change white space alone keep all origins', () => {
        const typist = open('if(x)\ny\n', AI).at('y').type('h').reload('if (x)\n    hy\n');
        assert.equal(typist.origins, 'aaaaaa\naaaaha\n');
      });

      it('to other line ends keep all origins', () => {
        const typist = open('one\ntwo\n', AI).at('two').type('h').reload('one\r\nhtwo\r\n');
        assert.equal(typist.origins.replaceAll('\n', ''), 'aaaahaaaa');
        assert.equal(typist.reload('one\nhtwo\n').origins, 'aaa\nhaaa\n');
      });

      it('move a line down', () => {
        const typist = open('two\n').at('two').type('one\n');
        const source = { source: 'cursor', metadata: { kind: 'executeCommands' } };
        typist.edit(
          [
            { offset: 3, length: 4, text: '' },
            { offset: 0, length: 0, text: 'two\n' },
          ],
          source,
        );
        assert.deepEqual(lines(typist), ['two bbb', 'one hhh', ' ']);
      });

      it('move a word by dragging', () => {
        const typist = open('alpha beta', AI).at('alpha').type('h ');
        typist.edit([
          { offset: 12, length: 0, text: 'alpha' },
          { offset: 2, length: 5, text: '' },
        ]);
        assert.deepEqual(lines(typist), ['h  betaalpha hhaaaaaaaaaa']);
      });

      for (const order of ['leaves first', 'arrives first'])
        it(`move a line to another document that changes in the same moment; it ${order}`, () => {
          const desk = new Desk();
          const from = open('one\ntwo\n', AI, desk);
          const to = open('three\n', undefined, desk);
          const leave = () => from.edit([{ offset: 0, length: 4, text: '' }]);
          const arrive = () => to.edit([{ offset: 0, length: 0, text: 'one\n' }]);
          for (const act of order === 'leaves first' ? [leave, arrive] : [arrive, leave]) act();
          assert.equal(to.origins, 'aaa\nbbbbb\n');
        });

      it('do not take a line from a document that lost it a while ago', () => {
        const desk = new Desk();
        open('one\ntwo\n', AI, desk).edit([{ offset: 0, length: 4, text: '' }]);
        desk.nowMs += 1_000;
        assert.equal(
          open('', undefined, desk).edit([{ offset: 0, length: 0, text: 'one\n' }]).origins,
          'xxx\n',
        );
      });

      it('replace all of the text and keep what stayed', () => {
        const typist = open('first line\nsecond\nthird line\n', AI);
        typist.edit([{ offset: 0, length: typist.text.length, text: 'first line\nzyxw uvt\nthird line\n' }]);
        assert.deepEqual(
          typist.origins.split('\n').map((line) => [...new Set(line)].join('')),
          ['a', 'x', 'a', ''],
        );
      });

      it('sort lines', () => {
        const typist = open('bbbbbb one\n', AI).type('aaaaaa two\n').waits(10_000);
        typist.edit([{ offset: 0, length: typist.text.length, text: 'aaaaaa two\nbbbbbb one\n' }]);
        assert.deepEqual(lines(typist), ['aaaaaa two hhhhhhhhhh', 'bbbbbb one aaaaaaaaaa', ' ']);
      });

      it('complete a word: what was typed of it stays human', () => {
        const typist = open('').type('alp').replaceText('alp', 'alpha', { source: 'suggest', metadata: {} });
        assert.deepEqual(lines(typist), [`alpha hhh${other}${other}`]);
      });
    });

    describe('undo and redo', () => {
      it('take back what was typed, some of it at a time', () => {
        const typist = open('x', AI).type('one two');
        assert.equal(typist.undo(4).origins, 'ahhh');
        assert.equal(typist.undo(3).origins, 'a');
        assert.equal(typist.redo(3).origins, 'ahhh');
        assert.equal(typist.redo(4).origins, 'ahhhhhhh');
      });

      it('give back what was typed over', () => {
        const typist = open('one two', AI).selectText('two').type('3');
        assert.equal(typist.undo().origins, 'aaaaaaa');
        assert.equal(typist.redo().origins, 'aaAah');
      });

      it('give back a suggestion that was taken back', () => {
        const typist = open('').type('a').accept('bc').type('d');
        assert.equal(typist.undo(2).origins, 'h');
        assert.equal(typist.redo(2).origins, 'haah');
      });

      it('go back behind a reload', () => {
        const typist = open('').type('mine').reload('theirs');
        assert.equal(typist.undo().origins, 'hhhh');
      });
    });

    describe('what is on record', () => {
      it('comes back with a text that comes back from disk', () => {
        const typist = open('one\n', AI);
        typist.desk.records.set('one\n', typist.tracker.content.runs);
        assert.equal(typist.reload('two\n').reload('three\n').reload('one\n').origins, 'aaa\n');
      });

      it('is taken over where it differs', () => {
        const typist = open('one two');
        const reported = [
          { length: 3, mark: AI },
          { length: 4, mark: typist.tracker.content.runs[0]!.mark },
        ];
        assert.equal(typist.tracker.adopt(reported), true);
        assert.equal(typist.origins, 'aaabbbb');
        assert.equal(typist.tracker.adopt(reported), false);
      });
    });

    it('takes over a text that came about unseen', () => {
      const typist = open('one two\n', AI);
      typist.text = 'one two\nthree\n';
      typist.tracker.resync(typist.text, 2_000_000);
      assert.equal(typist.origins, 'aaaaaaa\nxxxxx\n');
    });
  });
}
