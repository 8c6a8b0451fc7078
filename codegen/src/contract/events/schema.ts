/** The part of JSON Schema that the contracts of events use. */
export interface EventSchema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: 'object' | 'string' | 'integer' | 'number' | 'boolean';
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** What samples are chosen from, of a text that cannot be made up. */
  readonly examples?: readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, EventSchema>>;
  readonly oneOf?: readonly EventSchema[];
  readonly allOf?: readonly EventSchema[];
  readonly definitions?: Readonly<Record<string, EventSchema>>;
  readonly [extension: `x-${string}`]: string;
}

export interface EventFile {
  /** Its name in the folder, which is its `$id`. */
  readonly file: string;
  readonly title: string;
  readonly schema: EventSchema;
}
