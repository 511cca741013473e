/**
 * A progress bar for a terminal; on anything else a line now and then.
 * https://nodejs.org/api/tty.html
 */

/** Shows how far a piece of work is. */
export interface ProgressBar {
  /** @param done how many parts of the whole are done, @param note what to add to the line. */
  show(done: number, note?: string): void;
  end(): void;
}

const width = 30;

/**
 * A progress bar.
 * @param total how many parts the whole has.
 */
export function createProgressBar(
  stream: NodeJS.WriteStream,
  given: { title: string; total: number },
): ProgressBar {
  const { title, total } = given;
  let shownTenth = -1;
  return {
    show(done, note = '') {
      const share = total === 0 ? 1 : Math.min(1, done / total);
      const percent = `${Math.floor(share * 100)}%`.padStart(4);
      if (stream.isTTY) {
        const full = Math.round(share * width);
        const bar = '█'.repeat(full) + '░'.repeat(width - full);
        stream.write(`\r\u001B[K${title} ${bar}${percent} ${note}`);
        return;
      }
      const tenth = Math.floor(share * 10);
      if (tenth === shownTenth) return;
      shownTenth = tenth;
      stream.write(`${title}${percent} ${note}\n`);
    },
    end() {
      if (stream.isTTY) stream.write('\n');
    },
  };
}
