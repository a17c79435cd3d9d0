import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Config, DEFAULTS, isPaused, type Mirrored, readConfig } from '../../src/domain/config.ts';

const read = (git: Record<string, string>, settings: Mirrored = {}) =>
  readConfig(new Map(Object.entries(git)), settings);

describe('the configuration', () => {
  it('is the defaults where nothing is set', () => assert.deepEqual(read({}), DEFAULTS));

  const cases: [string, Record<string, string>, Mirrored, Partial<Config>][] = [
    ['git config', { 'lastmile.trailers': 'off' }, {}, { trailers: 'off' }],
    [
      "the editor's settings",
      {},
      { trailers: 'assisted-by', always: true },
      { trailers: 'assisted-by', always: true },
    ],
    [
      'git config before the settings',
      { 'lastmile.trailers': 'generated-by' },
      { trailers: 'off' },
      { trailers: 'generated-by' },
    ],
    [
      'each key by itself',
      { 'lastmile.always': 'yes' },
      { trailers: 'off' },
      { always: true, trailers: 'off' },
    ],
    ['a word git config takes for false', { 'lastmile.always': 'no' }, { always: true }, { always: false }],
    ['a key without a value, which is true to Git', { 'lastmile.always': '' }, {}, { always: true }],
    ['a threshold as a share', { 'lastmile.heavythreshold': '0.4' }, {}, { heavyThreshold: 0.4 }],
    ['a threshold in percent', { 'lastmile.heavythreshold': '40%' }, {}, { heavyThreshold: 0.4 }],
    ['a threshold of one percent', { 'lastmile.heavythreshold': '1%' }, {}, { heavyThreshold: 0.01 }],
    ['a threshold that is a number', {}, { heavyThreshold: 40 }, { heavyThreshold: 0.4 }],
    ['a list with commas', { 'lastmile.exclude': 'a/**, *.min.js ,' }, {}, { exclude: ['a/**', '*.min.js'] }],
    ['an empty list', { 'lastmile.exclude': '' }, {}, { exclude: [] }],
    ['a list', {}, { exclude: ['a', 1, 'b'] }, { exclude: ['a', 'b'] }],
    [
      'a value that makes no sense is passed over',
      { 'lastmile.trailers': 'both' },
      { trailers: 'off' },
      { trailers: 'off' },
    ],
    ['in the settings too', {}, { trailers: 7, always: 'perhaps', heavyThreshold: -1, exclude: 3 }, {}],
    ['a threshold that is no number', {}, { heavyThreshold: { toString: '' } }, {}],
    ['a threshold of 0 or above 100 %', { 'lastmile.heavythreshold': '0' }, { heavyThreshold: 200 }, {}],
  ];
  for (const [title, git, settings, expected] of cases)
    it(`takes ${title}`, () => assert.deepEqual(read(git, settings), { ...DEFAULTS, ...expected }));

  it('makes something usable of anything', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('trailers', 'always', 'heavyThreshold', 'exclude'), fc.anything()),
        (settings) => {
          const { trailers, always, heavyThreshold, exclude } = read({}, settings);
          assert.equal(typeof always, 'boolean');
          assert.ok(heavyThreshold > 0 && heavyThreshold <= 1);
          assert.ok(exclude.every((glob) => typeof glob === 'string'));
          assert.ok(['full', 'assisted-by', 'generated-by', 'off'].includes(trailers));
        },
      ),
    );
  });

  it('is paused where the editor says that nothing is tracked, and only there', () => {
    assert.ok(isPaused({ tracking: false }));
    for (const tracking of [undefined, true, 'nonsense', 0, null, {}]) assert.ok(!isPaused({ tracking }));
  });
});
