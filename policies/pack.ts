import {
  type Policies,
  type PolicyConfigSchema,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
  UnknownValueError,
} from "@pulumi/policy";
import { checklist, sections } from "./checklist";
import { exceptionMessage, expiryProblem } from "./exceptionRule";
import { covers } from "./exceptions";
import type { KubernetesObject } from "./kubernetesObject";
import { appliesTo, ExaminedObject } from "./objectRules";
import type { RuleConfig } from "./packConfig";
import { parameterDescriptions } from "./parameters";
import { objectOf, writeChanges } from "./pulumiResource";
import { isObjectRule, type ObjectRule, type Rule, type StackRule } from "./rule";
import { StackObjects } from "./stackObjects";
import { defaultPolicy } from "./stackPolicy";
import { stackViolations } from "./stackRules";
import type { PolicyContext } from "./variables";

/** The rules as CrossGuard policies; what a stack declares and excepts comes with the configuration of the pack. */
export function policiesOf(rules: readonly Rule[]): Policies {
  // A stack's rules look at what was declared; what the provider made of it holds fields that nobody asked for.
  const declared = new Map<string, KubernetesObject>();
  return rules.map((rule) => (isObjectRule(rule) ? objectPolicy(rule, declared) : stackPolicy(rule, declared)));
}

function objectPolicy(rule: ObjectRule, declared: Map<string, KubernetesObject>): ResourceValidationPolicy {
  const { mend } = rule;
  return {
    ...describe(rule),
    validateResource: (args, report) => {
      uncovered(() => {
        const object = objectAsked(args, declared);
        if (object === undefined || !appliesTo(rule, object)) return;
        const context = configured(rule, args.getConfig());
        for (const text of expired(context, object)) report(text);
        for (const { message } of examined(object, context).violations(rule)) report(message);
      });
    },
    ...(mend === undefined
      ? {}
      : {
          remediateResource: (args) =>
            uncovered(() => {
              // Read anew each time: another rule may just have mended the same resource.
              const object = objectOf(args.type, args.props);
              if (object === undefined || !appliesTo(rule, object)) return undefined;
              const { length } = new ExaminedObject(object, configured(rule, args.getConfig())).violations(rule);
              if (length === 0) return undefined;
              writeChanges(args.props, object, mend(object));
              return args.props;
            }),
        }),
  };
}

function stackPolicy(rule: StackRule, declared: ReadonlyMap<string, KubernetesObject>): StackValidationPolicy {
  return {
    ...describe(rule),
    validateStack: (args, report) => {
      const config = args.getConfig<RuleConfig>();
      const resources = args.resources.flatMap(({ type, props, opts, urn }) => {
        const object = declared.get(urn) ?? objectOf(type, props);
        return object === undefined ? [] : [{ object, protect: opts.protect, urn }];
      });
      uncovered(() => {
        const context = configured(rule, config);
        for (const { object, urn } of resources) for (const text of expired(context, object)) report(text, urn);
        for (const { message, object } of stackViolations(rule, new StackObjects(resources, config), context)) {
          report(message, resources.find((resource) => resource.object === object)?.urn);
        }
      });
    },
  };
}

function describe(rule: Rule) {
  const { id, title, severity, frameworks, remedy } = rule;
  const serves = rule.checklist in checklist ? "Hardening checklist: " : "";
  return {
    name: id,
    displayName: title,
    description: `${title}. ${serves}${sections[rule.checklist]}.`,
    enforcementLevel: "mandatory" as const,
    severity,
    tags: [rule.checklist, ...frameworks.map(({ name, reference }) => `${name} ${reference}`)],
    ...(frameworks.length === 0 ? {} : { framework: { specification: "", ...frameworks[0] } }),
    remediationSteps: remedy,
    configSchema: configSchema(rule),
  };
}

const text = { type: "string" } as const;

function configSchema(rule: Rule): PolicyConfigSchema {
  const parameters = isObjectRule(rule) ? (rule.parameters ?? []) : [];
  const declarations = isObjectRule(rule) ? [] : (rule.declarations ?? []);
  const declarable = {
    topology: { type: "object", description: "Who may reach whom: applications, calls, entries and exits." },
    production: { type: "boolean", description: "Whether losing data is not acceptable." },
  } as const;
  return {
    properties: {
      ...Object.fromEntries(
        parameters.map((name) => [name, { type: "array", items: text, description: parameterDescriptions[name] }]),
      ),
      ...Object.fromEntries(declarations.map((name) => [name, declarable[name]])),
      exceptions: {
        type: "array",
        description: "Objects that may break the rule until a date: Kind/namespace/name, why, and who answers for it.",
        items: {
          type: "object",
          properties: { object: text, reason: text, owner: text, expires: { type: "string", format: "date" } },
          required: ["object", "reason", "owner", "expires"],
        },
      },
    },
  };
}

/** What a rule must know; one and the same for all rules of which the configuration says nothing. */
function configured(rule: Rule, { exceptions = [], ...rest }: RuleConfig): PolicyContext {
  const { context } = defaultPolicy;
  const names = isObjectRule(rule) ? (rule.parameters ?? []) : [];
  const given = Object.fromEntries(names.flatMap((name) => (name in rest ? [[name, rest[name]]] : [])));
  if (exceptions.length === 0 && Object.keys(given).length === 0) return context;
  return {
    parameters: { ...context.parameters, ...given },
    exceptions: exceptions.map((exception) => ({ ...exception, rule: rule.id })),
  };
}

/** The violations of the exceptions that named an object until they expired. */
function expired({ exceptions }: PolicyContext, object: KubernetesObject): string[] {
  return exceptions.flatMap((exception) => {
    const problem = covers(exception, object) ? expiryProblem(exception) : undefined;
    return problem === undefined ? [] : [exceptionMessage(exception, problem)];
  });
}

/** What the engine asks about now: one resource is put to all policies before the next event is heard. */
let current: { urn: string; object: KubernetesObject | undefined; examined?: ExaminedObject } | undefined;

function objectAsked(
  { urn, type, props }: ResourceValidationArgs,
  declared: Map<string, KubernetesObject>,
): KubernetesObject | undefined {
  if (current?.urn !== urn) {
    current = { urn, object: objectOf(type, props) };
    if (current.object !== undefined) declared.set(urn, current.object);
    setImmediate(() => {
      current = undefined;
    });
  }
  return current.object;
}

function examined(object: KubernetesObject, context: PolicyContext): ExaminedObject {
  if (current?.object !== object || context !== defaultPolicy.context) return new ExaminedObject(object, context);
  current.examined ??= new ExaminedObject(object, context);
  return current.examined;
}

/** Judges, and fails on an unknown value with the error that Pulumi must see, whatever it was wrapped in. */
function uncovered<Result>(judge: () => Result): Result {
  try {
    return judge();
  } catch (error) {
    throw unknownValue(error) ?? error;
  }
}

function unknownValue(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return undefined;
  return isUnknownValue(error) ? error : unknownValue(error.cause);
}

// The class is exported without its type.
const isUnknownValue = (error: Error): boolean => error instanceof (UnknownValueError as ErrorConstructor);
