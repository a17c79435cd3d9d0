/** Names of branches that somebody else chose. */

/**
 * Whether git takes `name`, where it expects what to fetch or check out, for that branch and nothing more: not for an
 * option, not for a command to overwrite another ref, not for a pattern or an expression. Git itself allows no branch
 * with any of these but the signs in front, git-check-ref-format(1).
 */
export const isPlainBranchName = (name: string): boolean =>
  name !== '' && !/^[-+@]|[\p{Cc}\s:*?[\\^~]|\.\.|@\{/u.test(name);
