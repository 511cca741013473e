/**
 * Which institution sent a fact: the question a doctor asks of everything that was not done here.
 * https://hl7.org/fhir/R4/provenance.html
 */
import type { Fact, Reference } from './shapes.ts';
import { listOf } from './shapes.ts';
import { displayName } from './wording.ts';

/** Resources by `Type/id`, as far as they have been loaded. */
export type Directory = ReadonlyMap<string, Fact>;

/** The institution behind a fact. */
export interface Source {
  /** `Organization/id`, the key to filter by; where only a name is known, the name. */
  key: string;
  /** Its name, where it is known yet. */
  name?: string;
}

/** References of a fact that name who did it, the likeliest institution first. */
function actorsOf(fact: Fact): Reference[] {
  const performers = (fact.performer ?? []).flatMap((performer) =>
    [performer.onBehalfOf, performer.actor, performer].filter((actor) => actor !== undefined),
  );
  const named = [
    fact.serviceProvider,
    fact.custodian,
    fact.managingOrganization,
    fact.organization,
    fact.provider,
    ...performers,
    fact.requester,
    fact.recorder,
    ...listOf<Reference>(fact.author),
    fact.asserter,
    ...(fact.participant ?? []).map(({ individual }) => individual),
  ];
  return named.filter(
    (reference) => reference?.reference !== undefined || reference?.display !== undefined,
  ) as Reference[];
}

/** The encounter a fact belongs to, as `Encounter/id`. */
export function encounterKeyOf(fact: Fact): string | undefined {
  const { context } = fact;
  const ofContext =
    context !== undefined && 'encounter' in context
      ? context.encounter?.[0]?.reference
      : (context as Reference | undefined)?.reference;
  const reference = fact.encounter?.reference ?? ofContext;
  return reference?.startsWith('Encounter/') ? unversioned(reference) : undefined;
}

function unversioned(reference: string): string {
  const at = reference.indexOf('/_history/');
  return at < 0 ? reference : reference.slice(0, at);
}

function typeOf(reference: Reference): string {
  return (
    reference.type ??
    unversioned(reference.reference ?? '')
      .split('/')
      .at(-2) ??
    ''
  );
}

/**
 * The organization that `meta.source` names: `…/Organization/id`, `…/organizations/id`, perhaps
 * with a fragment.
 */
export function organizationOfMetaSource(source: string | undefined): string | undefined {
  const match = /(?:^|\/)organizations?\/([A-Za-z0-9\-.]{1,64})(?:[#/?]|$)/i.exec(source ?? '');
  return match ? `Organization/${match[1]}` : undefined;
}

/**
 * The institution that sent a fact: what `meta.source` says, else an organization the fact refers
 * to, else the
 * organization of a role it refers to, else that of its encounter. Nothing when none of these is
 * known.
 * `directory` gives names and follows roles and encounters as far as they are loaded.
 */
export function sourceOf(fact: Fact, directory: Directory, language = 'zh'): Source | undefined {
  const stated = organizationOfMetaSource(fact.meta?.source);
  if (stated !== undefined) return named({ reference: stated }, directory, language);
  const actors = actorsOf(fact);
  const organization = actors.find((actor) => typeOf(actor) === 'Organization');
  if (organization !== undefined) return named(organization, directory, language);
  for (const actor of actors) {
    const role =
      typeOf(actor) === 'PractitionerRole' ? directory.get(actor.reference ?? '') : undefined;
    if (role?.organization !== undefined) return named(role.organization, directory, language);
  }
  const encounter = directory.get(encounterKeyOf(fact) ?? '');
  return encounter === undefined ? undefined : sourceOf(encounter, directory, language);
}

function named(reference: Reference, directory: Directory, language: string): Source {
  const key = unversioned(reference.reference ?? reference.display ?? '');
  const loaded = directory.get(key);
  const name = (loaded && displayName(loaded, language)) ?? reference.display;
  return name === undefined ? { key } : { key, name };
}

/**
 * The references still to be loaded before the sources of these facts are known: encounters and
 * roles first, then
 * the organizations that they lead to. Empty when everything that can be known is.
 */
export function missingForSources(facts: Iterable<Fact>, directory: Directory): string[] {
  const missing = new Set<string>();
  for (const fact of facts) {
    const source = sourceOf(fact, directory);
    if (source !== undefined) {
      if (source.name === undefined && source.key.includes('/')) missing.add(source.key);
      continue;
    }
    const roles = actorsOf(fact).filter((actor) => typeOf(actor) === 'PractitionerRole');
    for (const key of [...roles.map(({ reference }) => reference), encounterKeyOf(fact)]) {
      if (key !== undefined && !directory.has(key)) missing.add(key);
    }
  }
  return [...missing];
}
