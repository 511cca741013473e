/**
 * Schedule and Slot in the shapes `outpatient-schedule` and `outpatient-slot` of CN-CORE-R4 0.2.0
 * (a draft of HL7FHIR.CN), and back. Written after the StructureDefinitions of HL7China/CN-CORE-R4,
 * and checked by tests alone: no conformance is claimed.
 * http://build.fhir.org/ig/HL7China/CN-CORE-R4
 */
import type { Resource } from '#model/fhir.ts';
import { capacityUrl } from '#model/scheduling/extensions.ts';

const definitions = 'http://StructureDefinition.hl7fhir.cn/';
const codes = 'http://CodeSystem.hl7fhir.cn/';

/** The profiles. */
export const scheduleProfile = `${definitions}outpatient-schedule`;
/** Of a Slot. */
export const slotProfile = `${definitions}outpatient-slot`;
/** How many numbers a Slot has in all (denominator), and how many are used (numerator). */
export const sourceNumberUrl = `${definitions}source-number`;
/** The state of a resource, beside its own status. */
export const statusUrl = `${definitions}resource-status`;
/** The hospital's number of a Schedule. */
export const scheduleIdentifier = 'http://NamingSystem.hl7fhir.cn/outpatient-schedule-identifier';

const serviceCategory = {
  coding: [{ system: `${codes}service-category`, code: '01', display: '医疗服务' }],
};
const serviceType = {
  coding: [{ system: `${codes}service-type`, code: '01', display: '门诊预约挂号' }],
};
const online = {
  coding: [{ system: `${codes}appointment-type`, code: '01', display: '网上预约' }],
};
/** CN-CORE gives no code system for these: FHIR's own codes, with the words. */
const slotStatusSystem = 'http://hl7.org/fhir/slotstatus';
const slotStatuses: Readonly<Record<string, string>> = {
  free: '可预约',
  busy: '已约满',
  'busy-unavailable': '停诊',
  'busy-tentative': '暂占',
  'entered-in-error': '录入错误',
};

interface Identifier {
  system?: string;
  value?: string;
}

interface Reference {
  reference?: string;
  display?: string;
}

interface Concept {
  coding?: { system?: string; code?: string; display?: string }[];
  text?: string;
}

interface Extension {
  url?: string;
  valueInteger?: number;
  valueRatio?: { numerator?: { value?: number }; denominator?: { value?: number } };
}

interface Schedule extends Resource {
  identifier?: Identifier[];
  serviceCategory?: Concept[];
  serviceType?: Concept[];
  actor?: Reference[];
}

interface Slot extends Resource {
  identifier?: Identifier[];
  extension?: Extension[];
  serviceCategory?: Concept[];
  serviceType?: Concept[];
  appointmentType?: Concept;
  status?: string;
}

/** A Slot counted. */
export interface Counted {
  /** Numbers in all, and those that are not free. */
  all: number;
  used: number;
}

/** Without what CN-CORE fixes: our own words stay. */
const withoutFixed = (list: readonly Concept[] = []) =>
  list.filter(({ coding = [] }) => !coding.some(({ system = '' }) => system.startsWith(codes)));

type Meta = NonNullable<Resource['meta']>;

function profiled(resource: Resource, profile: string): Meta {
  const told = (resource.meta as { profile?: string[] } | undefined)?.profile ?? [];
  return { ...resource.meta, profile: [...told.filter((one) => one !== profile), profile] } as Meta;
}

function unprofiled(resource: Resource, profile: string): { meta?: Meta } {
  const { profile: told = [], ...meta } = (resource.meta ?? {}) as { profile?: string[] };
  const rest = told.filter((one) => one !== profile);
  const kept = { ...meta, ...(rest.length === 0 ? {} : { profile: rest }) };
  return Object.keys(kept).length === 0 ? {} : { meta: kept as Meta };
}

/**
 * A Schedule of ours as an outpatient-schedule: its id as the number of the schedule, the category
 * and type that are fixed, the doctor first among the actors. What else it says stays.
 */
export function toOutpatientSchedule(resource: Resource): Resource {
  const schedule = resource as Schedule;
  const { identifier = [], actor = [] } = schedule;
  const numbered = identifier.some(({ system }) => system === scheduleIdentifier);
  const own = { system: scheduleIdentifier, value: schedule.id ?? '' };
  const isDoctor = ({ reference = '' }: Reference) => /^Practitioner(?:Role)?\//.test(reference);
  const isRoom = ({ reference = '' }: Reference) => reference.startsWith('Location/');
  return {
    ...schedule,
    meta: profiled(schedule, scheduleProfile),
    identifier: numbered ? identifier : [own, ...identifier],
    serviceCategory: [serviceCategory, ...withoutFixed(schedule.serviceCategory)],
    serviceType: [serviceType, ...withoutFixed(schedule.serviceType)],
    actor: [
      ...actor.filter(isDoctor),
      ...actor.filter(isRoom),
      ...actor.filter((one) => !isDoctor(one) && !isRoom(one)),
    ],
  };
}

/** An outpatient-schedule as a Schedule of ours; a number that is only its id is not kept twice. */
export function fromOutpatientSchedule(resource: Resource): Resource {
  const { meta: _meta, ...schedule } = resource as Schedule;
  const identifier = (schedule.identifier ?? []).filter(
    ({ system, value }) => system !== scheduleIdentifier || value !== schedule.id,
  );
  return {
    ...without(schedule, ['identifier', 'serviceCategory', 'serviceType']),
    ...unprofiled(resource, scheduleProfile),
    ...listed('identifier', identifier),
    ...listed('serviceCategory', withoutFixed(schedule.serviceCategory)),
    ...listed('serviceType', withoutFixed(schedule.serviceType)),
  };
}

/**
 * A Slot of ours as an outpatient-slot: how many numbers it has and how many are used, and its
 * state as the extension that the profile asks for.
 */
export function toOutpatientSlot(resource: Resource, { all, used }: Counted): Resource {
  const slot = resource as Slot;
  // What does not take place, or was a mistake, is not told by counting.
  const isCounted = slot.status === 'free' || slot.status === 'busy';
  const status = isCounted ? (used < all ? 'free' : 'busy') : (slot.status ?? 'busy');
  const others = (slot.extension ?? []).filter(
    ({ url }) => url !== sourceNumberUrl && url !== capacityUrl,
  );
  const numbers = {
    url: sourceNumberUrl,
    valueRatio: {
      numerator: { value: Math.min(used, all), unit: '个' },
      denominator: { value: all, unit: '个' },
    },
  };
  return {
    ...slot,
    meta: profiled(slot, slotProfile),
    extension: [numbers, ...others],
    serviceCategory: [serviceCategory, ...withoutFixed(slot.serviceCategory)],
    serviceType: [serviceType, ...withoutFixed(slot.serviceType)],
    appointmentType: slot.appointmentType ?? online,
    status,
    _status: {
      extension: [
        {
          url: statusUrl,
          valueCoding: { system: slotStatusSystem, code: status, display: slotStatuses[status] },
        },
      ],
    },
  } as unknown as Resource;
}

/** An outpatient-slot as a Slot of ours: as many numbers as it has in all. */
export function fromOutpatientSlot(resource: Resource): Resource {
  const { _status, ...slot } = resource as Slot & { _status?: unknown };
  const ratio = slot.extension?.find(({ url }) => url === sourceNumberUrl)?.valueRatio;
  const all = ratio?.denominator?.value;
  const others = (slot.extension ?? []).filter(
    ({ url }) => url !== sourceNumberUrl && (all === undefined || url !== capacityUrl),
  );
  const extension =
    all === undefined ? others : [...others, { url: capacityUrl, valueInteger: all }];
  const isOnline = slot.appointmentType?.coding?.some(({ system = '' }) =>
    system.startsWith(codes),
  );
  return {
    ...without(slot, [
      'extension',
      'meta',
      'serviceCategory',
      'serviceType',
      ...(isOnline === true ? ['appointmentType'] : []),
    ]),
    ...unprofiled(resource, slotProfile),
    ...listed('extension', extension),
    ...listed('serviceCategory', withoutFixed(slot.serviceCategory)),
    ...listed('serviceType', withoutFixed(slot.serviceType)),
  };
}

function without(resource: Omit<Resource, 'meta'>, names: readonly string[]): Resource {
  const kept = Object.entries(resource).filter(([name]) => !names.includes(name));
  return Object.fromEntries(kept) as unknown as Resource;
}

const listed = (name: string, list: readonly unknown[]): object =>
  list.length === 0 ? {} : { [name]: list };
