/** Every generated page of docs/ and its text of today. */
import { errorsPage, interactionsPage, operationsPage, routesPage, searchPage } from './api.ts';
import { configurationPage } from './configuration.ts';

/** Path from the root, and the text. */
export function generatedPages(): Record<string, string> {
  return {
    'docs/configuration.md': configurationPage(),
    'docs/api/interactions.md': interactionsPage(),
    'docs/api/operations.md': operationsPage(),
    'docs/api/routes.md': routesPage(),
    'docs/api/errors.md': errorsPage(),
    'docs/api/search-parameters.md': searchPage(),
  };
}
