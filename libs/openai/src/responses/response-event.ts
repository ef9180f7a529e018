/** Tells of an event of a response; what it is told is not looked at later. */
export type Emit = (type: string, fields: object) => void;
