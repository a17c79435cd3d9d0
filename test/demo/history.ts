/** The story that the demo repository tells, as data: who wrote what, and when it was committed. */

export type Author =
  | { readonly origin: 'human' }
  | { readonly origin: 'ai'; readonly tool: string; readonly model: string; readonly session: string };

export type Step =
  | { readonly write: string; readonly text: string; readonly by: Author }
  /** replaces text that is there exactly once */
  | { readonly edit: string; readonly from: string; readonly to: string; readonly by: Author }
  | { readonly stage: readonly string[] }
  | { readonly commit: string };

const human: Author = { origin: 'human' };
const claude: Author = { origin: 'ai', tool: 'claude-code', model: 'claude-opus-4-5', session: 'demo-1' };
const copilot: Author = { origin: 'ai', tool: 'copilot', model: 'gpt-5.2', session: 'demo-2' };
const codex: Author = { origin: 'ai', tool: 'codex', model: 'gpt-5.2-codex', session: 'demo-3' };

export const history: readonly Step[] = [
  {
    write: 'README.md',
    by: human,
    text: `# Small shop

Prices, carts and discounts. Amounts are whole cents.
`,
  },
  {
    write: 'src/money.ts',
    by: human,
    text: `/** An amount in cents. */
export type Cents = number;

export function format(amount: Cents): string {
  const sign = amount < 0 ? '-' : '';
  const whole = Math.trunc(Math.abs(amount) / 100);
  const rest = String(Math.abs(amount) % 100).padStart(2, '0');
  return sign + whole + '.' + rest;
}
`,
  },
  { commit: 'Start with amounts in cents' },
  {
    write: 'src/cart.ts',
    by: claude,
    text: `import type { Cents } from './money.ts';

export interface Line {
  readonly article: string;
  readonly price: Cents;
  readonly count: number;
}

export function total(lines: readonly Line[]): Cents {
  let sum = 0;
  for (const line of lines) {
    sum += line.price * line.count;
  }
  return sum;
}

export function add(lines: readonly Line[], article: string, price: Cents): readonly Line[] {
  const known = lines.find((line) => line.article === article);
  if (!known) return [...lines, { article, price, count: 1 }];
  return lines.map((line) => (line === known ? { ...line, count: line.count + 1 } : line));
}
`,
  },
  { commit: 'Add a cart' },
  {
    edit: 'src/cart.ts',
    by: human,
    from: `  let sum = 0;
  for (const line of lines) {
    sum += line.price * line.count;
  }
  return sum;
`,
    to: `  return lines.reduce((sum, { price, count }) => sum + price * count, 0);
`,
  },
  {
    write: 'test/cart.test.ts',
    by: copilot,
    text: `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { add, total } from '../src/cart.ts';

test('an empty cart costs nothing', () => {
  assert.equal(total([]), 0);
});

test('the same article twice is one line', () => {
  const cart = add(add([], 'tea', 350), 'tea', 350);
  assert.equal(cart.length, 1);
  assert.equal(total(cart), 700);
});
`,
  },
  { commit: 'Sum a cart in one expression, and test it' },
  {
    edit: 'src/money.ts',
    by: human,
    from: `  const sign = amount < 0 ? '-' : '';
`,
    to: `  if (!Number.isInteger(amount)) throw new RangeError('not a whole number of cents');
  const sign = amount < 0 ? '-' : '';
`,
  },
  { commit: 'Refuse fractions of a cent' },
  {
    write: 'src/discount.ts',
    by: codex,
    text: `import type { Cents } from './money.ts';

export type Discount =
  | { readonly kind: 'percent'; readonly percent: number }
  | { readonly kind: 'amount'; readonly amount: Cents };

export function apply(price: Cents, discount: Discount): Cents {
  switch (discount.kind) {
    case 'percent':
      return Math.round(price * (1 - discount.percent / 100));
    case 'amount':
      return price - discount.amount;
  }
}
`,
  },
  {
    edit: 'src/discount.ts',
    by: human,
    from: '      return price - discount.amount;\n',
    to: '      return Math.max(0, price - discount.amount); // never pays the customer\n',
  },
  { commit: 'Add discounts' },
  {
    edit: 'README.md',
    by: human,
    from: 'Amounts are whole cents.\n',
    to: `Amounts are whole cents.

Discounts are applied to the total, one after the other.
`,
  },
  { stage: ['README.md'] },
  {
    edit: 'src/discount.ts',
    by: claude,
    from: 'export function apply(',
    to: `/** One after the other, in the order given. */
export function applyAll(price: Cents, discounts: readonly Discount[]): Cents {
  return discounts.reduce(apply, price);
}

export function apply(`,
  },
  { stage: ['src/discount.ts'] },
  {
    edit: 'src/cart.ts',
    by: claude,
    from: 'export function total(',
    to: `/** How many articles there are, each counted as often as it is wanted. */
export function size(lines: readonly Line[]): number {
  return lines.reduce((sum, { count }) => sum + count, 0);
}

export function total(`,
  },
  {
    edit: 'src/cart.ts',
    by: human,
    from: '/** How many articles there are, each counted as often as it is wanted. */\n',
    to: '/** For the number on the cart icon. */\n',
  },
];
