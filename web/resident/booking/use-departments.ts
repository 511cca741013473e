/**
 * The departments that have clinics, for booking and for guidance.
 * https://hl7.org/fhir/R4/healthcareservice.html
 */
import { useCallback } from 'react';
import type { Loaded } from '../../light/use-loaded.ts';
import { useSession } from '../../session/session-context.ts';
import { useKept } from '../parts/kept.ts';
import { findDepartments } from './slots.ts';
import type { Department } from './visit.ts';

/** All of them. */
export function useDepartments(): Loaded<Department[]> {
  const { send } = useSession();
  const load = useCallback((signal: AbortSignal) => findDepartments(send, signal), [send]);
  return useKept('departments', load);
}
