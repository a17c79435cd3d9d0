/**
 * The text of a search as GitHub reads it: `is:pr author:@me -label:wip "exact words"`, and for advanced searches also
 * `AND`, `OR` and parentheses.
 */

export type Query =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'qualifier'; readonly name: string; readonly value: string }
  | { readonly kind: 'not'; readonly of: Query }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Query[] };

export interface Search {
  readonly query: Query;
  /** `updated-desc` and its like; null: best match */
  readonly sort: string | null;
}

const TOKEN = /\s*(?:([()])|(-?)([a-z-]+):((?:"[^"]*"|[^\s()"])+)|(-?)((?:"[^"]*"|[^\s()"])+))/giy;

/** Several of these widen a search, where several of any other narrow it. */
const WIDENING = new Set(['repo', 'org', 'user']);

type Token =
  | { readonly kind: 'open' | 'close' | 'and' | 'or' | 'not' }
  | { readonly kind: 'term'; readonly query: Query };

export function parseSearch(text: string, isAdvanced: boolean): Search {
  let sort: string | null = null;
  const tokens = tokenise(text).filter((token) => {
    if (token.kind !== 'term' || token.query.kind !== 'qualifier' || token.query.name !== 'sort') return true;
    sort = token.query.value;
    return false;
  });
  return { query: isAdvanced ? parseExpression(tokens) : parseTerms(tokens), sort };
}

function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [, bracket, minus, name, value = '', wordMinus, word = ''] of text.matchAll(TOKEN)) {
    if (bracket) tokens.push({ kind: bracket === '(' ? 'open' : 'close' });
    else if (name)
      tokens.push(term({ kind: 'qualifier', name: name.toLowerCase(), value: unquoted(value) }, minus));
    else if (word === 'AND' || word === 'OR' || word === 'NOT') {
      tokens.push({ kind: word.toLowerCase() as 'and' | 'or' | 'not' });
    } else tokens.push(term({ kind: 'word', text: unquoted(word) }, wordMinus));
  }
  return tokens;
}

function term(query: Query, minus: string | undefined): Token {
  return { kind: 'term', query: minus ? { kind: 'not', of: query } : query };
}

const unquoted = (text: string): string => text.replaceAll('"', '');

/** Without operators: brackets and the words AND and OR are text that narrows nothing. */
function parseTerms(tokens: readonly Token[]): Query {
  const terms = tokens.flatMap((token) => (token.kind === 'term' ? [token.query] : []));
  const widening = terms.filter((it) => it.kind === 'qualifier' && WIDENING.has(it.name));
  const narrowing = terms.filter((it) => !widening.includes(it));
  return { kind: 'all', of: widening.length > 0 ? [...narrowing, { kind: 'any', of: widening }] : narrowing };
}

function parseExpression(tokens: readonly Token[]): Query {
  let at = 0;
  const any = (): Query => {
    const of = [all()];
    while (tokens[at]?.kind === 'or') {
      at += 1;
      of.push(all());
    }
    return { kind: 'any', of };
  };
  const all = (): Query => {
    const of: Query[] = [];
    for (let token = tokens[at]; token && token.kind !== 'or' && token.kind !== 'close'; token = tokens[at]) {
      at += 1;
      if (token.kind === 'not') of.push({ kind: 'not', of: one() });
      else if (token.kind !== 'and') {
        at -= 1;
        of.push(one());
      }
    }
    return { kind: 'all', of };
  };
  const one = (): Query => {
    const token = tokens[at];
    at += 1;
    if (token?.kind === 'term') return token.query;
    if (token?.kind !== 'open') return { kind: 'all', of: [] };
    const inner = any();
    if (tokens[at]?.kind === 'close') at += 1;
    return inner;
  };
  return any();
}
