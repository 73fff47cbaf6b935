/** A control of a published hardening framework that a rule implements. */
export interface FrameworkReference {
  readonly name: string;
  readonly version: string;
  /** The control's number or name. */
  readonly reference: string;
}

/** A control of the Pod Security Standards, https://kubernetes.io/docs/concepts/security/pod-security-standards/. */
export const podSecurity = (profile: "Baseline" | "Restricted", control: string): FrameworkReference => ({
  name: "Pod Security Standards",
  version: "v1.36",
  reference: `${profile}: ${control}`,
});

/** A recommendation of the CIS Kubernetes Benchmark. */
export const cis = (recommendation: string): FrameworkReference => ({
  name: "CIS Kubernetes Benchmark",
  version: "1.10",
  reference: recommendation,
});

/** A control of Kubescape's library, https://hub.armosec.io/docs/controls. */
export const kubescape = (control: string): FrameworkReference => ({
  name: "Kubescape",
  version: "v3",
  reference: control,
});

/** A section of the NSA and CISA Kubernetes Hardening Guide. */
export const nsa = (section: string): FrameworkReference => ({
  name: "NSA/CISA Kubernetes Hardening Guide",
  version: "1.2",
  reference: section,
});

/** A check of kube-linter, https://docs.kubelinter.io/#/generated/checks. */
export const kubeLinter = (check: string): FrameworkReference => ({
  name: "kube-linter",
  version: "0.7",
  reference: check,
});
