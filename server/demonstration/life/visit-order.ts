/** Brings the visits of all stories of one life into one calendar. */
import type { Visit } from './visit.ts';

/** The visits in order of time; what falls on one day at one counter becomes one visit. */
export function inOrder(visits: readonly Visit[]): Visit[] {
  const merged = new Map<string, Visit>();
  const sorted = visits.toSorted((one, other) => one.day - other.day);
  for (const visit of sorted) {
    const key = `${visit.day} ${visit.at.id} ${visit.department} ${visit.setting}`;
    const earlier = merged.get(key);
    merged.set(key, earlier === undefined ? visit : joined(earlier, visit));
  }
  return withoutClashes([...merged.values()]);
}

/** Who lies in hospital keeps no other appointment. */
function withoutClashes(visits: readonly Visit[]): Visit[] {
  const kept: Visit[] = [];
  let leaves = -Infinity;
  for (const visit of visits) {
    if (visit.day <= leaves) continue;
    kept.push(visit);
    if (visit.nights !== undefined) leaves = visit.day + visit.nights;
  }
  return kept;
}

function joined(one: Visit, other: Visit): Visit {
  const taken = new Set((one.drugs ?? []).map(({ drug }) => drug));
  const further = (other.drugs ?? []).filter(({ drug }) => !taken.has(drug));
  return {
    ...one,
    ...other,
    department: one.department,
    kind: kinds(one.kind, other.kind),
    complaint: one.complaint === other.complaint ? one.complaint : both(one, other),
    diagnoses: union(one.diagnoses, other.diagnoses),
    vitals: union(one.vitals, other.vitals),
    panels: union(one.panels, other.panels),
    values: { ...one.values, ...other.values },
    findings: { ...one.findings, ...other.findings },
    images: [...(one.images ?? []), ...(other.images ?? [])],
    drugs: [...(one.drugs ?? []), ...further],
    operations: [...(one.operations ?? []), ...(other.operations ?? [])],
    vaccines: [...(one.vaccines ?? []), ...(other.vaccines ?? [])],
  };
}

/** The kinds of both; an ordinary visit says nothing beside a planned one. */
function kinds(one: string, other: string): string {
  const all = [...new Set([...one.split('、'), other])];
  const planned = all.filter((kind) => kind !== '门诊' && kind !== '复诊');
  return (planned.length === 0 ? all.slice(0, 1) : planned).join('、');
}

function both(one: Visit, other: Visit): string {
  return one.complaint.includes(other.complaint)
    ? one.complaint
    : `${one.complaint}；${other.complaint}`;
}

function union<T>(one: readonly T[] = [], other: readonly T[] = []): T[] {
  return [...new Set([...one, ...other])];
}
