/** Answers about names and paths: the same ones come again with every pull request and every moment of it. */

const MOST = 5_000;

/** `answer`, asked once for each name as long as there are not too many of them. */
export function remembered<T>(answer: (name: string) => T): (name: string) => T {
  const answers = new Map<string, T>();
  return (name) => {
    const there = answers.get(name);
    if (there !== undefined) return there;
    const made = answer(name);
    if (answers.size >= MOST) answers.clear();
    answers.set(name, made);
    return made;
  };
}
