/** Tokens: whose they are, what they may, and what is left of their hour. */

import { Budget } from './budget.ts';
import { withImplied } from './scopes.ts';

/** What is said of an organisation that wants its single sign-on first. */
export const WITHHELD =
  'Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.';

export interface TokenOptions {
  readonly login: string;
  /** default: `repo` and `read:org` */
  readonly scopes?: readonly string[];
}

export interface Token {
  readonly login: string;
  readonly granted: ReadonlySet<string>;
  /** with what the granted scopes have in them */
  readonly scopes: ReadonlySet<string>;
  readonly budgets: { readonly graphql: Budget; readonly core: Budget };
}

export interface Access {
  /** the token of an `Authorization` header; undefined for one that nobody gave out */
  of(header: string | undefined): Token | undefined;
}

export function createAccess(
  tokens: Readonly<Record<string, TokenOptions>>,
  { graphql = 5000, core = 5000 }: { readonly graphql?: number; readonly core?: number },
): Access {
  const known = new Map(
    Object.entries(tokens).map(([token, { login, scopes = ['repo', 'read:org'] }]): [string, Token] => [
      token,
      {
        login,
        granted: new Set(scopes),
        scopes: withImplied(scopes),
        budgets: { graphql: new Budget('graphql', graphql), core: new Budget('core', core) },
      },
    ]),
  );
  return { of: (header) => known.get(/^(?:bearer|token) (.+)$/i.exec(header ?? '')?.[1] ?? '') };
}
