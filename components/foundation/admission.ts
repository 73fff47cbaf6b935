import {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from "@pulumi/kubernetes/admissionregistration/v1";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { AdmissionPolicy } from "../../policies/admission";

/** What the API server refuses in a namespace. */
export interface AdmissionArgs {
  readonly policies: readonly AdmissionPolicy[];
}

/**
 * The hardening rules at the API server: it judges what anybody creates or changes in the namespace, with the text of
 * the preview. The objects belong to the whole cluster, and are named after the namespace that they are bound to.
 */
export class Admission extends ComponentResource {
  constructor(name: string, args: AdmissionArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:foundation:Admission", name, {}, opts);
    for (const { name: policyName, policy, binding } of args.policies) {
      const metadata = { name: policyName };
      const object = new ValidatingAdmissionPolicy(
        `${name}-${policyName}`,
        { metadata, spec: { ...policy, validations: [...policy.validations] } },
        { parent: this },
      );
      new ValidatingAdmissionPolicyBinding(
        `${name}-${policyName}-binding`,
        { metadata, spec: binding },
        { parent: this, dependsOn: [object] },
      );
    }
    this.registerOutputs({});
  }
}
