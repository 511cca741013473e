/** A function that remembers its answers, for values that come again and again. */

const remembered = 10_000;

/** Remembers up to 10,000 answers, then starts anew. */
export function memo<T>(make: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>();
  return (text) => {
    let answer = answers.get(text);
    if (answer === undefined) {
      answer = make(text);
      if (answers.size >= remembered) answers.clear();
      answers.set(text, answer);
    }
    return answer;
  };
}
