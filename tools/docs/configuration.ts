/** docs/configuration.md, from the declared settings. */
import { settingTable } from '#server/config.ts';
import { table } from './tables.ts';

/** The page of all settings. */
export function configurationPage(): string {
  const rows = Object.values(settingTable).map(({ name, standard, text, expected }) => [
    `\`${name}\``,
    standard === undefined ? '–' : `\`${standard}\``,
    `${text.en}<br>${text.zh}`,
    expected,
  ]);
  return `# Settings

Settings are environment variables, as in \`PORT=9000 npm start\`. A bad or misspelt one keeps
the server from starting, with one line that says what it must be. Generated from
\`server/config.ts\` by \`npm run docs\`.

${table(['name', 'default', 'what it does', 'must be'], rows)}`;
}
