/**
 * oidc-provider, brought in without its line on standard error: it warns of every Node that is no
 * long-term release yet, and ours is pinned (docs/decisions/0005-node-pin.md).
 * https://github.com/panva/node-oidc-provider
 */

// Muted for the moment of the import alone; what the library says later is heard.
const output = globalThis.console;
const { warn } = output;
output.warn = () => undefined;
const library = await import('oidc-provider').finally(() => {
  output.warn = warn;
});

/** The provider itself, what it throws, and the policy of its interactions. */
export const { Provider, errors, interactionPolicy } = library;
