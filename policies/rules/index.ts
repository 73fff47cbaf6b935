import { isObjectRule, type ObjectRule, type Rule, type StackRule } from "../rule";
import { imageRegistry } from "./imageRegistry";
import { readOnlyRootFilesystem } from "./readOnlyRootFilesystem";

/** Every rule, in the order of the reports. */
export const rules: readonly Rule[] = [readOnlyRootFilesystem, imageRegistry];

/** The rules about single objects, which are kept at preview and at admission. */
export const objectRules: readonly ObjectRule[] = rules.filter(isObjectRule);

/** The rules about all objects of a stack together, which are kept at preview. */
export const stackRules: readonly StackRule[] = rules.filter((rule): rule is StackRule => !isObjectRule(rule));
