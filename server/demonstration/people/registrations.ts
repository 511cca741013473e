/**
 * What the first hospital wrote of residents by itself: most are plainly the same people, some are
 * for somebody to decide. https://hl7.org/fhir/R4/patient.html
 */
import type { Identified } from '../bundle.ts';
import { toDate } from '../calendar.ts';
import { firstHospital, sourceOf } from '../places/institutions.ts';
import { identifierSystems, testDataLabel } from '../systems.ts';
import { fullName } from './names.ts';
import { type Resident, cardNumberOf } from './resident.ts';

/** How a record differs from that of the township centre. */
type Slip = 'none' | 'no-card' | 'year-alone' | 'borrowed-card' | 'other-card' | 'other-name';

/** One resident after another. */
const slips: readonly Slip[] = [
  'none',
  'none',
  'no-card',
  'year-alone',
  'none',
  'borrowed-card',
  'no-card',
  'other-card',
  'none',
  'other-name',
  'none',
  'year-alone',
];

/** The hospital's Patients of the first adults of the region. */
export function registrations(residents: readonly Resident[]): Identified[] {
  return slips.flatMap((slip, at) => {
    const [resident, other] = [residents[at], residents[at + slips.length]];
    return resident === undefined || other === undefined
      ? []
      : [registration(resident, other, { slip, number: at + 1 })];
  });
}

function registration(
  resident: Resident,
  other: Resident,
  { slip, number }: { slip: Slip; number: number },
): Identified {
  // Who borrows a card is another person who shows it.
  const shown = slip === 'borrowed-card' ? other : resident;
  const birthDate = toDate(shown.born);
  const card =
    slip === 'other-card'
      ? cardNumberOf(resident.cardNumber.slice(0, 6), resident.born, {
          sex: resident.sex,
          order: 499,
        })
      : resident.cardNumber;
  const hasCard = slip === 'none' || slip === 'borrowed-card' || slip === 'other-card';
  const name = fullName(shown.name);
  return {
    resourceType: 'Patient',
    id: `demo-h${String(number).padStart(4, '0')}`,
    meta: { source: sourceOf(firstHospital.id), security: [testDataLabel] },
    identifier: [
      ...(hasCard ? [{ use: 'official', system: identifierSystems.residentId, value: card }] : []),
      {
        use: 'usual',
        type: { text: '病案号' },
        system: 'urn:oid:2.16.156.10011.1.13',
        value: `H${String(20_260_000 + number)}`,
        assigner: { reference: `Organization/${firstHospital.id}` },
      },
    ],
    active: true,
    name: [{ use: 'official', text: slip === 'other-name' ? `${name.slice(0, -1)}昕` : name }],
    gender: shown.sex,
    birthDate: slip === 'year-alone' ? `${birthDate.slice(0, 4)}-01-01` : birthDate,
    ...(slip === 'year-alone'
      ? {}
      : { telecom: [{ system: 'phone', value: shown.phone, use: 'mobile' }] }),
  };
}
