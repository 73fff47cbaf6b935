import { RealStack } from "./realStack";

/** The stack that every part of the suite looks at. */
export const stack = new RealStack();
