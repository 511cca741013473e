/**
 * The definitions as shapes: what an object of a type may hold, by the names its JSON uses.
 * https://hl7.org/fhir/R4/json.html
 */
import type { ElementRule } from './condensed.ts';
import type { Definitions } from './load.ts';

/** One JSON property of a shape. A choice element makes one for each of its types. */
export interface Member {
  /** The name in JSON, as `valueQuantity`. */
  key: string;
  /** Where a primitive's id and extensions are, as `_birthDate`; undefined for complex types. */
  siblingKey: string | undefined;
  /** The name in FHIRPath, as `value`. */
  element: string;
  rule: ElementRule;
  /** The name of its type; `Resource` where any resource may stand. */
  type: string;
  many: boolean;
  /** Undefined for a primitive. For `Resource` the value tells the shape. */
  shape: () => Shape | undefined;
}

/** What an object may hold. */
export interface Shape {
  /** The type as `HumanName`, or the path of a part as `Patient.contact`. */
  path: string;
  /** The type in FHIRPath: `HumanName`, `Patient`, `BackboneElement`, `Element`. */
  type: string;
  isResource: boolean;
  rule: ElementRule;
  /** By JSON name. */
  members: ReadonlyMap<string, Member>;
  /** By FHIRPath name. */
  elements: ReadonlyMap<string, readonly Member[]>;
}

/** Shapes are made when they are first asked for. */
export interface Shapes {
  /** The shape of a type or of a path with parts; undefined for primitives and unknown names. */
  at: (path: string) => Shape | undefined;
  /** The shape of a concrete resource type. */
  resource: (type: unknown) => Shape | undefined;
  isPrimitive: (type: string) => boolean;
}

/** The shapes of the definitions. */
export function createShapes(definitions: Definitions): Shapes {
  const children = childrenByPath(definitions);
  const made = new Map<string, Shape | undefined>();
  const resources = new Set(definitions.resourceTypes);
  const isPrimitive = (type: string) => definitions.structures.get(type)?.kind === 'primitive-type';

  function at(path: string): Shape | undefined {
    if (!made.has(path)) made.set(path, makeShape(path));
    return made.get(path);
  }

  function makeShape(path: string): Shape | undefined {
    const rule = definitions.elements.get(path);
    if (rule === undefined || isPrimitive(path)) return undefined;
    const members = new Map<string, Member>();
    const elements = new Map<string, Member[]>();
    for (const child of children.get(path) ?? []) {
      for (const member of membersOf(child)) {
        members.set(member.key, member);
        elements.set(member.element, [...(elements.get(member.element) ?? []), member]);
      }
    }
    const type = path.includes('.') ? (rule.type?.[0]?.code ?? 'Element') : path;
    return { path, type, isResource: resources.has(path), rule, members, elements };
  }

  function membersOf(rule: ElementRule): Member[] {
    const name = rule.path.slice(rule.path.lastIndexOf('.') + 1);
    const many = rule.max !== '1' && rule.max !== '0';
    const { contentReference } = rule;
    if (contentReference !== undefined) {
      const shape = () => at(contentReference);
      return [
        {
          key: name,
          siblingKey: undefined,
          element: name,
          rule,
          type: 'BackboneElement',
          many,
          shape,
        },
      ];
    }
    const element = name.replace('[x]', '');
    return (rule.type ?? []).map(({ code: type }) => {
      const key = name === element ? name : `${element}${type[0]?.toUpperCase()}${type.slice(1)}`;
      const primitive = isPrimitive(type);
      const part = type === 'BackboneElement' || type === 'Element';
      return {
        key,
        siblingKey: primitive ? `_${key}` : undefined,
        element,
        rule,
        type,
        many,
        shape: () => (primitive ? undefined : at(part ? rule.path : type)),
      };
    });
  }

  return {
    at,
    resource: (type) => (typeof type === 'string' && resources.has(type) ? at(type) : undefined),
    isPrimitive,
  };
}

function childrenByPath({ elements }: Definitions): Map<string, ElementRule[]> {
  const children = new Map<string, ElementRule[]>();
  for (const [path, rule] of elements) {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('.')));
    const list = children.get(parent);
    if (list === undefined) children.set(parent, [rule]);
    else list.push(rule);
  }
  return children;
}
