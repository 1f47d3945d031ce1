import { z } from 'zod';
import type { UnknownFields } from '../landing/unknown-fields.js';

/** Walks an answer beside its schema and counts the fields that the schema does not name. */
export function countUnknownFields(
  schema: z.core.$ZodType,
  answer: unknown,
  unknownFields: UnknownFields,
  prefix = '',
): void {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    countUnknownFields(schema.def.innerType, answer, unknownFields, prefix);
  } else if (schema instanceof z.ZodArray && Array.isArray(answer)) {
    for (const element of answer) countUnknownFields(schema.def.element, element, unknownFields, prefix);
  } else if (schema instanceof z.ZodObject && typeof answer === 'object' && answer !== null) {
    const shape = schema.shape as Readonly<Record<string, z.core.$ZodType>>;
    for (const [name, field] of Object.entries(answer)) {
      const known = Object.hasOwn(shape, name) ? shape[name] : undefined;
      if (known === undefined) unknownFields.add(prefix + name);
      else if (typeof field === 'object') countUnknownFields(known, field, unknownFields, `${prefix}${name}.`);
    }
  }
}
