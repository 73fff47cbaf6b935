import type { KubernetesObject } from "../../policies/kubernetesObject";
import { type Kubectl, KubectlError } from "./kubectl";
import { evidence, type Findings, problem, together, unanswered } from "./report";
import { compliantDeployment, privilegedPod, writableDeployment } from "./trialObjects";

/** Something in the API server that must refuse a kind of object. */
interface Gate {
  readonly name: string;
  /** What the gate's refusals have in their text, and no other's. */
  readonly signature: string;
  readonly refuses: string;
  readonly object: KubernetesObject;
  readonly remedy: string;
}

/**
 * Whether the gates of the namespace are closed: each is tried with an object that it must refuse, which is not stored.
 * A compliant object must be let in, or the refusals would prove nothing.
 *
 * @param registry Prefix of an allowed image.
 */
export async function gateFindings(kubectl: Kubectl, namespace: string, registry: string): Promise<Findings> {
  const gates: readonly Gate[] = [
    {
      name: "Pod Security's profile restricted",
      signature: 'violates PodSecurity "restricted',
      refuses: "a privileged Pod",
      object: privilegedPod(namespace, registry),
      remedy: "Label the namespace pod-security.kubernetes.io/enforce=restricted.",
    },
    {
      name: "the namespace's admission policies",
      signature: `ValidatingAdmissionPolicy '${namespace}-`,
      refuses: "a Deployment with a writable root file system",
      object: writableDeployment(namespace, registry),
      remedy: "Deploy the stack with its admission policies enforced.",
    },
  ];
  const [control, ...refusals] = await Promise.all([
    controlFindings(kubectl, compliantDeployment(namespace, registry)),
    ...gates.map((gate) => trialFindings(kubectl, gate)),
  ]);
  return together(...refusals, control);
}

async function trialFindings(kubectl: Kubectl, gate: Gate): Promise<Findings> {
  return answered(gate.refuses, async () => {
    const { accepted, message } = await kubectl.attempt(gate.object);
    if (accepted) {
      const warned = message.includes("ValidatingAdmissionPolicy") ? " with a warning only" : "";
      return problem(`the API server accepts ${gate.refuses}${warned}: ${gate.name} must refuse it. ${gate.remedy}`);
    }
    if (!message.includes(gate.signature)) {
      return problem(`${gate.refuses} was refused, but not by ${gate.name}: ${brief(message)}. ${gate.remedy}`);
    }
    return evidence(`${gate.refuses} was refused by ${gate.name}: ${brief(message)}`);
  });
}

async function controlFindings(kubectl: Kubectl, object: KubernetesObject): Promise<Findings> {
  return answered("a compliant Deployment", async () => {
    const { accepted, message } = await kubectl.attempt(object);
    if (accepted) return evidence("a compliant Deployment was accepted");
    return unanswered(`a compliant Deployment is refused too, so that refusals prove nothing: ${brief(message)}`);
  });
}

async function answered(object: string, ask: () => Promise<Findings>): Promise<Findings> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    return unanswered(`${object} could not be tried: ${error.message}`);
  }
}

/** As much of a refusal as shows whose it is. */
const brief = (message: string) => (message.length > 200 ? `${message.slice(0, 200)}...` : message);
