/**
 * The accounts that the editor is signed in with, at GitHub and at the GitHub Enterprise Server that it knows of. Tokens
 * stay with the editor: they are asked for when they are needed and kept nowhere.
 */

import * as vscode from 'vscode';
import type { Log } from '../../services/ports.ts';

/** An account of a forge, or the forge alone while nobody is signed in there. */
export interface SignedInAccount {
  readonly host: string;
  /** address of its pages; null: the environment says where its API is */
  readonly server: string | null;
  /** its name there; null: nobody is signed in, or the name is not known yet */
  readonly account: string | null;
  token(): Promise<string | null>;
}

export interface SignInOptions {
  /** what is remembered over restarts and windows */
  readonly memory: vscode.Memento;
  readonly log: Log;
  /** whether something is set that cannot be read without knowing the organisation's teams */
  needsTeams(): boolean;
}

interface Provider {
  readonly id: 'github' | 'github-enterprise';
  readonly host: string;
  readonly server: string;
}

/** Private pull requests cannot be read with less. */
const SCOPES = ['repo'];
const TEAM_SCOPE = 'read:org';
const SIGNED_OUT = 'lastmile.signedOut';
const PUBLIC_SERVER = 'https://github.com';

/** The editor and its GitHub extension tell by the message alone that the user said no. */
const DECLINED = /^(user did not consent to login\.?|(user )?cancell?ed)$/i;

export class SignIn implements vscode.Disposable {
  readonly #options: SignInOptions;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;

  /** somebody signed in or out, or another server was named */
  readonly onDidChange = this.#changed.event;

  constructor(options: SignInOptions) {
    this.#options = options;
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      vscode.authentication.onDidChangeSessions(({ provider }) => {
        if (provider.id === 'github' || provider.id === 'github-enterprise') this.#changed.fire();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('github-enterprise.uri')) this.#changed.fire();
      }),
    );
  }

  /** Of every host, one entry for each account that this extension may use; asks nobody. */
  async accounts(): Promise<SignedInAccount[]> {
    const fromEnvironment = environmentAccount();
    if (fromEnvironment) return [fromEnvironment];
    const lists = await Promise.all(providers().map((provider) => this.#accountsOf(provider)));
    return lists.flat();
  }

  /**
   * @param host the user is asked where there are several and none is named
   * @throws when the editor has nobody who could sign in at that host; nothing changes when the user declines
   */
  async signIn(host?: string): Promise<void> {
    const provider = await chosenProvider(host);
    if (!provider) return;
    await this.#remember(provider.host, false);
    await this.#ask(provider, this.#wanted());
  }

  /** Another account of that host, chosen in the editor's own list. */
  async switchAccount(host?: string): Promise<void> {
    refuseForEnvironment();
    const provider = await chosenProvider(host);
    if (!provider) return;
    await this.#remember(provider.host, false);
    await this.#ask(provider, this.#wanted(), { clearSessionPreference: true });
  }

  /** Asks for what the forge said was missing, on top of what is there. */
  async grant(host: string, scopes: readonly string[]): Promise<void> {
    const provider = providerOf(host);
    const wanted = [...new Set([...this.#wanted(), ...scopes])].sort();
    await this.#ask(provider, wanted);
  }

  /** The editor stays signed in; this extension uses it no longer. */
  async signOut(): Promise<void> {
    refuseForEnvironment();
    for (const { host } of providers()) await this.#remember(host, true);
    this.#changed.fire();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** Has the editor ask the user. */
  async #ask(
    provider: Provider,
    scopes: readonly string[],
    options: { readonly clearSessionPreference?: true } = {},
  ): Promise<void> {
    try {
      await vscode.authentication.getSession(provider.id, scopes, { createIfNone: true, ...options });
    } catch (error) {
      if (!(error instanceof Error && DECLINED.test(error.message))) throw error;
    }
    this.#changed.fire();
  }

  #wanted(): string[] {
    return this.#options.needsTeams() ? [TEAM_SCOPE, ...SCOPES] : SCOPES;
  }

  async #accountsOf(provider: Provider): Promise<SignedInAccount[]> {
    const { host, server } = provider;
    const nobody = { host, server, account: null, token: async () => null };
    if (this.#signedOut().includes(host)) return [nobody];
    let known: readonly vscode.AuthenticationSessionAccountInformation[] = [];
    try {
      known = await vscode.authentication.getAccounts(provider.id);
    } catch (error) {
      this.#options.log.warn(`the accounts of ${host} are not known`, error);
    }
    const usable = await Promise.all(
      known.map(async (account) => ((await this.#session(provider, account)) ? account : undefined)),
    );
    const accounts = usable.flatMap((account) => account ?? []);
    if (accounts.length === 0) return [nobody];
    return accounts.map((account) => ({
      host,
      server,
      account: account.label,
      token: async () => (await this.#session(provider, account))?.accessToken ?? null,
    }));
  }

  /** The session with the widest scopes that the user has agreed to; silent. */
  async #session(
    provider: Provider,
    account: vscode.AuthenticationSessionAccountInformation,
  ): Promise<vscode.AuthenticationSession | undefined> {
    for (const scopes of [[TEAM_SCOPE, ...SCOPES], SCOPES]) {
      try {
        const options = { silent: true, account };
        const session = await vscode.authentication.getSession(provider.id, scopes, options);
        if (session) return session;
      } catch (error) {
        this.#options.log.warn(`the editor has no session for ${provider.host}`, error);
        return undefined;
      }
    }
    return undefined;
  }

  #signedOut(): readonly string[] {
    return this.#options.memory.get<string[]>(SIGNED_OUT, []);
  }

  async #remember(host: string, isSignedOut: boolean): Promise<void> {
    const others = this.#signedOut().filter((it) => it !== host);
    await this.#options.memory.update(SIGNED_OUT, isSignedOut ? [...others, host] : others);
  }
}

function providers(): Provider[] {
  const enterprise = URL.parse(
    vscode.workspace.getConfiguration('github-enterprise').get<string>('uri', '').trim(),
  );
  return [
    { id: 'github', host: new URL(PUBLIC_SERVER).host, server: PUBLIC_SERVER },
    ...(enterprise
      ? [{ id: 'github-enterprise', host: enterprise.host, server: enterprise.href } as const]
      : []),
  ];
}

function providerOf(host: string | undefined): Provider {
  const [first] = providers();
  return providers().find((provider) => provider.host === host) ?? first!;
}

/** undefined: the user does not want to choose */
async function chosenProvider(host: string | undefined): Promise<Provider | undefined> {
  const all = providers();
  if (host !== undefined || all.length === 1) return providerOf(host);
  const items = all.map((provider) => ({ label: provider.host, provider }));
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Which GitHub do you want to sign in to?'),
  });
  return chosen?.provider;
}

/** @throws where the account is not the editor's to change */
function refuseForEnvironment(): void {
  const account = environmentAccount();
  if (account)
    throw new Error(
      vscode.l10n.t('the account at {0} comes from GH_TOKEN in the environment of the editor', account.host),
    );
}

/**
 * An editor that was started with the address of another API and a token for it uses these, as GitHub's own command
 * line does. Without such an address the variables are somebody else's business.
 */
function environmentAccount(): SignedInAccount | undefined {
  const { GITHUB_API_URL: api, GH_TOKEN, GITHUB_TOKEN } = process.env;
  const token = GH_TOKEN || GITHUB_TOKEN;
  const address = URL.parse(api ?? '');
  const host = address?.host.replace(/^api\./, '');
  if (!host || host === 'github.com') return undefined;
  return { host, server: null, account: null, token: async () => token || null };
}
