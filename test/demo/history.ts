/** The story that the demo repository tells, as data: who wrote what, and when it was committed. */

export type Author =
  | { readonly origin: 'human' }
  | { readonly origin: 'ai'; readonly tool: string; readonly model: string; readonly session: string };

export type Step =
  /** how many days before now what follows happens, one step a few minutes after the other */
  | { readonly daysAgo: number }
  | { readonly write: string; readonly text: string; readonly by: Author }
  /** replaces text that is there exactly once */
  | { readonly edit: string; readonly from: string; readonly to: string; readonly by: Author }
  | { readonly stage: readonly string[] }
  | { readonly commit: string }
  /** the last commit, by its subject */
  | { readonly revert: string };

const human: Author = { origin: 'human' };
const claude: Author = { origin: 'ai', tool: 'claude-code', model: 'claude-opus-4-5', session: 'demo-1' };
const copilot: Author = { origin: 'ai', tool: 'copilot', model: 'gpt-5.2', session: 'demo-2' };
const codex: Author = { origin: 'ai', tool: 'codex', model: 'gpt-5.2-codex', session: 'demo-3' };

export const history: readonly Step[] = [
  { daysAgo: 65 },
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
  { daysAgo: 64 },
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
  { daysAgo: 61 },
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
  { daysAgo: 57 },
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
  { daysAgo: 54 },
  {
    write: 'src/tax.ts',
    by: claude,
    text: `import type { Cents } from './money.ts';

const RATES = new Map([
  ['books', 7],
  ['food', 7],
  ['other', 19],
]);

export function tax(price: Cents, category: string): Cents {
  const rate = RATES.get(category);
  if (rate === undefined) return 0;
  return Math.round((price * rate) / 100);
}

export function withTax(price: Cents, category: string): Cents {
  return price + tax(price, category);
}
`,
  },
  { commit: 'Add taxes' },
  { daysAgo: 52 },
  {
    edit: 'src/tax.ts',
    by: human,
    from: '  if (rate === undefined) return 0;\n',
    to: "  if (rate === undefined) throw new RangeError('no tax rate for ' + category);\n",
  },
  { commit: 'Fix: what has no tax rate was sold without tax' },
  { daysAgo: 48 },
  {
    write: 'src/shipping.ts',
    by: codex,
    text: `import type { Cents } from './money.ts';

export interface Parcel {
  readonly grams: number;
  readonly country: string;
}

const BANDS: readonly { readonly upTo: number; readonly price: Cents }[] = [
  { upTo: 500, price: 390 },
  { upTo: 2_000, price: 590 },
  { upTo: 10_000, price: 990 },
];

export function shipping({ grams, country }: Parcel): Cents {
  const band = BANDS.find(({ upTo }) => grams <= upTo);
  if (!band) throw new RangeError('too heavy for a parcel');
  return country === 'DE' ? band.price : band.price * 3;
}
`,
  },
  {
    write: 'test/shipping.test.ts',
    by: copilot,
    text: `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shipping } from '../src/shipping.ts';

test('a letter is cheap', () => {
  assert.equal(shipping({ grams: 200, country: 'DE' }), 390);
});

test('abroad costs more', () => {
  assert.equal(shipping({ grams: 200, country: 'FR' }), 1170);
});

test('a piano is no parcel', () => {
  assert.throws(() => shipping({ grams: 200_000, country: 'DE' }));
});
`,
  },
  { commit: 'Add shipping' },
  { daysAgo: 45 },
  {
    edit: 'src/shipping.ts',
    by: human,
    from: "  return country === 'DE' ? band.price : band.price * 3;\n",
    to: `  const zone = ZONES.get(country) ?? 3;
  return band.price * zone;
`,
  },
  {
    edit: 'src/shipping.ts',
    by: human,
    from: 'export function shipping(',
    to: `/** What of the price at home it costs there. */
const ZONES = new Map([
  ['DE', 1],
  ['AT', 2],
  ['FR', 2],
]);

export function shipping(`,
  },
  { commit: 'Ship by zones' },
  { daysAgo: 41 },
  {
    write: 'src/stock.ts',
    by: claude,
    text: `export interface Stock {
  readonly article: string;
  readonly count: number;
}

export function reserve(stock: readonly Stock[], article: string, count: number): readonly Stock[] {
  return stock.map((entry) => {
    if (entry.article !== article) return entry;
    return { ...entry, count: entry.count - count };
  });
}

export function restock(stock: readonly Stock[], article: string, count: number): readonly Stock[] {
  return reserve(stock, article, -count);
}

export function isAvailable(stock: readonly Stock[], article: string, count: number): boolean {
  const entry = stock.find((candidate) => candidate.article === article);
  return entry !== undefined && entry.count >= count;
}
`,
  },
  { commit: 'Keep stock' },
  { daysAgo: 40 },
  {
    edit: 'src/stock.ts',
    by: human,
    from: '    return { ...entry, count: entry.count - count };\n',
    to: `    if (entry.count < count) throw new RangeError(\`only \${entry.count} of \${article} are left\`);
    return { ...entry, count: entry.count - count };
`,
  },
  { commit: 'Fix: more was sold than there is' },
  { daysAgo: 33 },
  {
    write: 'src/invoice.ts',
    by: claude,
    text: `import { format } from './money.ts';
import type { Line } from './cart.ts';

export function invoice(number: number, lines: readonly Line[]): string {
  const rows = lines.map(({ article, price, count }) => {
    const amount = format(price * count);
    return [article.padEnd(24), String(count).padStart(3), amount.padStart(10)].join(' ');
  });
  const title = 'Invoice ' + String(number).padStart(6, '0');
  return [title, ...rows].join('\\n');
}
`,
  },
  {
    edit: 'src/invoice.ts',
    by: codex,
    from: "  return [title, ...rows].join('\\n');\n",
    to: `  const sum = lines.reduce((before, { price, count }) => before + price * count, 0);
  return [title, ...rows, format(sum).padStart(39)].join('\\n');
`,
  },
  { commit: 'Write invoices' },
  { daysAgo: 27 },
  {
    write: 'src/search.ts',
    by: copilot,
    text: `export interface Article {
  readonly name: string;
  readonly tags: readonly string[];
}

export function search(articles: readonly Article[], query: string): readonly Article[] {
  const words = query.toLowerCase().split(' ');
  return articles.filter((article) => words.every((word) => matches(article, word)));
}

function matches({ name, tags }: Article, word: string): boolean {
  return name.toLowerCase().includes(word) || tags.some((tag) => tag.toLowerCase() === word);
}
`,
  },
  { commit: 'Search articles' },
  { daysAgo: 25 },
  {
    edit: 'src/search.ts',
    by: human,
    from: "  const words = query.toLowerCase().split(' ');\n",
    to: "  const words = query.toLowerCase().split(/\\s+/).filter((word) => word !== '');\n",
  },
  { commit: 'Search for more than one space' },
  { daysAgo: 19 },
  {
    write: 'src/coupons.ts',
    by: claude,
    text: `export function isCoupon(text: string): boolean {
  return /^[A-Z0-9]{8}$/.test(text);
}

export function normalise(text: string): string {
  return text.trim().toUpperCase().replaceAll('O', '0').replaceAll('I', '1');
}

export function checksum(coupon: string): number {
  let sum = 0;
  for (let i = 0; i < coupon.length; i++) sum = (sum * 31 + coupon.charCodeAt(i)) % 97;
  return sum;
}
`,
  },
  { commit: 'Accept coupons' },
  { daysAgo: 18 },
  { revert: 'Accept coupons' },
  { daysAgo: 12 },
  {
    write: 'src/orders.ts',
    by: claude,
    text: `import type { Line } from './cart.ts';

export type State = 'open' | 'paid' | 'sent' | 'returned';

export interface Order {
  readonly number: number;
  readonly lines: readonly Line[];
  readonly state: State;
}

const NEXT: Readonly<Record<State, readonly State[]>> = {
  open: ['paid'],
  paid: ['sent'],
  sent: ['returned'],
  returned: [],
};

export function move(order: Order, state: State): Order {
  if (!NEXT[order.state].includes(state)) {
    throw new Error('an order that is ' + order.state + ' cannot become ' + state);
  }
  return { ...order, state };
}
`,
  },
  {
    edit: 'src/orders.ts',
    by: human,
    from: "    throw new Error('an order that is ' + order.state + ' cannot become ' + state);\n",
    to: "    throw new Error('order ' + order.number + ' is ' + order.state + ', never ' + state);\n",
  },
  { commit: 'Take orders' },
  { daysAgo: 8 },
  {
    edit: 'src/orders.ts',
    by: copilot,
    from: 'export function move(',
    to: `/** Those that somebody waits for. */
export function waiting(orders: readonly Order[]): readonly Order[] {
  return orders.filter(({ state }) => state === 'open' || state === 'paid');
}

export function move(`,
  },
  { commit: 'List the orders that wait' },
  { daysAgo: 4 },
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
  { daysAgo: 0 },
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
