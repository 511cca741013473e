/**
 * A record in which every text is markup that would run, were it taken for more than a text.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html
 */
import type { Resource } from '#model/fhir.ts';
import { people } from '#test/browser/residents.ts';

/** Markup as it stands in an element. */
export const markup = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
/** Markup as it would leave an attribute, a script or a template. */
export const attribute = '"><svg onload="window.hit=1"></svg>\'-window.hit=1-\'{{hit=1}}${hit=1}';
/** An address that runs. */
export const address = 'javascript:window.hit=1';

const clinical = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical';
const subject = { reference: 'Patient/hostile' };
const visit = { reference: 'Encounter/hostile', display: markup };
const source = { meta: { source: 'Organization/hostile' } };

/** A record in which every text is markup. */
export function hostile(): (Resource & { id: string })[] {
  const code = {
    coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: 'I10', display: attribute }],
    text: markup,
  };
  return [
    { resourceType: 'Organization', id: 'hostile', name: markup, alias: [attribute], active: true },
    { resourceType: 'Practitioner', id: 'hostile', name: [{ text: markup }] },
    {
      ...source,
      resourceType: 'Patient',
      id: 'hostile',
      name: [{ text: `恶意${markup}`, family: attribute, given: [markup] }],
      gender: 'female',
      birthDate: '1970-01-02',
      address: [{ text: markup, city: attribute }],
      telecom: [{ system: 'phone', value: attribute }],
      contact: [{ name: { text: markup }, relationship: [{ text: attribute }] }],
      generalPractitioner: [{ reference: people.chen.who, display: markup }],
    },
    {
      ...source,
      resourceType: 'Encounter',
      id: 'hostile',
      status: 'finished',
      class: { code: 'AMB', display: markup },
      serviceType: { text: markup },
      reasonCode: [{ text: attribute }],
      subject,
      period: { start: '2026-01-02T08:00:00+08:00' },
      serviceProvider: { reference: 'Organization/hostile', display: markup },
    },
    {
      ...source,
      resourceType: 'Condition',
      id: 'hostile',
      text: {
        status: 'generated',
        div: '<div xmlns="http://www.w3.org/1999/xhtml"><a href="#x">x</a></div>',
      },
      subject,
      code,
      encounter: visit,
      recordedDate: '2026-01-02',
      note: [{ text: markup }],
    },
    ...findings(),
  ];
}

/** An allergy, a result and a document. */
function findings(): (Resource & { id: string })[] {
  const attachment = (contentType: string, rest: object) => ({
    attachment: { contentType, title: markup, ...rest },
  });
  const data = (text: string) => ({ data: Buffer.from(text).toString('base64') });
  return [
    {
      ...source,
      resourceType: 'AllergyIntolerance',
      id: 'hostile',
      clinicalStatus: { coding: [{ system: clinical, code: 'active' }] },
      patient: subject,
      code: { text: markup },
      criticality: 'high',
      reaction: [{ manifestation: [{ text: attribute }], description: markup }],
    },
    {
      ...source,
      resourceType: 'Observation',
      id: 'hostile',
      status: 'final',
      code: { text: markup },
      subject,
      encounter: visit,
      effectiveDateTime: '2026-01-02T09:00:00+08:00',
      valueQuantity: { value: 5, unit: markup },
      referenceRange: [{ text: attribute }],
      device: { display: markup },
      note: [{ text: markup }],
    },
    {
      ...source,
      resourceType: 'DocumentReference',
      id: 'hostile',
      status: 'current',
      type: { text: '恶意文书' },
      description: markup,
      subject,
      date: '2026-01-02T09:00:00+08:00',
      author: [{ reference: 'Practitioner/hostile', display: markup }],
      content: [
        attachment('text/plain', data(markup)),
        attachment('text/html', data(markup)),
        attachment('image/svg+xml', data(`<svg onload="${address}"/>`)),
        attachment('application/pdf', { url: address }),
        attachment('application/pdf', { url: '/\\evil.example/x' }),
        attachment('application/pdf', { url: '//evil.example/x' }),
        attachment('application/pdf', { url: `data:text/html,${encodeURIComponent(markup)}` }),
        attachment('text/html;x=javascript', { url: ' JavaScript:window.hit=1'.trim() }),
      ],
    },
  ];
}
