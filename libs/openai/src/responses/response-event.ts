/** An event of a response, as clients read it. */
export interface ResponseEvent {
  readonly type: string;
  /** Counts the events of a response, from 0. */
  readonly sequence_number: number;
}

/** Tells of an event; what it is told is not looked at later. */
export type Emit = (type: string, fields: object) => void;
