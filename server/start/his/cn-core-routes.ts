/**
 * `Schedule/:id/$cn-core` and `Schedule/$cn-core`: Schedules and Slots in the shapes of CN-CORE,
 * out and in.
 * http://build.fhir.org/ig/HL7China/CN-CORE-R4
 */
import type { RequireScope } from '#fhir/operations/scoped.ts';
import type { Resource } from '#model/fhir.ts';
import {
  fromOutpatientSchedule,
  fromOutpatientSlot,
  toOutpatientSchedule,
  toOutpatientSlot,
} from '../../exchange/cn-core/outpatient.ts';
import { parseContent } from '../../fhir/handling/content.ts';
import { type Interaction, type Store, lookedAt } from '../../fhir/handling/interaction.ts';
import { placeOf } from '../../fhir/handling/prepare.ts';
import { readExisting } from '../../fhir/interactions/read.ts';
import { refuse } from '../../fhir/refusals.ts';
import type { Route } from '../../fhir/router.ts';
import { escapeSearchValue } from '../../fhir/search/escape.ts';
import { readMany } from '../../fhir/store/read.ts';
import { countSlots } from '../../modules/scheduling/hospital/follow-slots.ts';

/** What the operations work with. */
export interface CnCoreParts {
  /** The FHIR interface, as whoever asks. */
  answer: Interaction;
  requireScope: RequireScope;
}

/** Schedules and Slots of one request. */
const most = 500;

/** The routes. @param house the store without a caller. */
export function cnCoreRoutes(house: Store, parts: CnCoreParts): Route[] {
  return [
    {
      method: 'GET',
      path: 'Schedule/:id/$cn-core',
      interaction: 'cn-core',
      access: 'record',
      summary: 'A Schedule and its Slots to come, shaped as CN-CORE outpatient-schedule and -slot',
      handler: createShow(house, parts),
    },
    {
      method: 'POST',
      path: 'Schedule/$cn-core',
      interaction: 'cn-core',
      access: ['system', 'registrar', 'platform'],
      summary: 'Schedules and Slots in the shapes of CN-CORE are written as ours',
      handler: createTake(parts),
    },
  ];
}

/** 200 with a Bundle: the Schedule, then its Slots, the numbers of each counted. */
function createShow(house: Store, { requireScope }: CnCoreParts): Interaction {
  return async (request, store) => {
    if (store.caller === undefined) throw refuse('unauthenticated');
    requireScope(store.caller, 'Schedule', 'r');
    requireScope(store.caller, 'Slot', 's');
    const row = await readExisting(store, 'Schedule', request.id!);
    const counted = await countSlots(house.sql, { schedule: row.id, from: house.now() });
    const places = Array.from(counted.keys(), (id) => placeOf(house, 'Slot', id));
    const slots = await readMany(house.sql, places);
    const entry = [
      toOutpatientSchedule(JSON.parse(row.body) as Resource),
      ...places.flatMap(({ key }) => {
        const slot = slots.get(key);
        if (slot === undefined) return [];
        const numbers = counted.get(slot.id) ?? { all: 0, used: 0 };
        return [toOutpatientSlot(JSON.parse(slot.body) as Resource, numbers)];
      }),
    ].map((resource) => ({ resource }));
    const body = JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry });
    return { status: 200, body, looked: lookedAt([row]) };
  };
}

/**
 * Takes one of them, or a Bundle: 200 with a Bundle of responses. Each is written as a request of
 * who asks, Schedules first; one without an id is found by its identifier.
 */
function createTake({ answer }: CnCoreParts): Interaction {
  return async (request, store) => {
    const { resource } = parseContent(request);
    const told = resourcesIn(resource);
    if (told.length === 0 || told.length > most) throw refuse('type-mismatch', { type: 'Bundle' });
    const entries: object[] = [];
    for (const type of ['Schedule', 'Slot']) {
      const own = told.filter(({ resourceType }) => resourceType === type);
      if (own.length === 0) continue;
      const convert = type === 'Schedule' ? fromOutpatientSchedule : fromOutpatientSlot;
      const entry = own.map(convert).map((one) => ({ resource: one, request: targetOf(one) }));
      const bundle = { resourceType: 'Bundle', type: 'batch', entry };
      const asked = {
        method: 'POST',
        path: [],
        query: [],
        headers: request.headers,
        base: request.base,
        body: { value: bundle, faithful: bundle },
      };
      const { body = '{}' } = await answer(asked, store);
      entries.push(...((JSON.parse(body) as { entry?: object[] }).entry ?? []));
    }
    const bundle = { resourceType: 'Bundle', type: 'batch-response', entry: entries };
    return { status: 200, body: JSON.stringify(bundle) };
  };
}

/** The Schedules and Slots of a body. Throws `type-mismatch` for others. */
function resourcesIn(resource: Resource): Resource[] {
  const list =
    resource.resourceType === 'Bundle'
      ? ((resource['entry'] ?? []) as { resource?: Resource }[]).flatMap(
          (entry) => entry.resource ?? [],
        )
      : [resource];
  const isOther = (one: Resource) => one.resourceType !== 'Schedule' && one.resourceType !== 'Slot';
  if (list.some(isOther)) throw refuse('type-mismatch', { type: 'Schedule, Slot' });
  return list;
}

interface Identified extends Resource {
  identifier?: { system?: string; value?: string }[];
}

/** How a resource is written: under its id, or as the one with its identifier. */
function targetOf(resource: Resource): { method: string; url: string } {
  const { resourceType: type, id, identifier = [] } = resource as Identified;
  if (id !== undefined) return { method: 'PUT', url: `${type}/${id}` };
  const [first] = identifier;
  // Slots that a hospital keeps are written one by one, and so not by a condition.
  if (type === 'Slot' || first?.system === undefined || first.value === undefined) {
    return { method: 'POST', url: type };
  }
  const token = `${escapeSearchValue(first.system)}|${escapeSearchValue(first.value)}`;
  return { method: 'PUT', url: `${type}?identifier=${encodeURIComponent(token)}` };
}
