import { type Metrics, type Sample, total } from "./metrics";
import { evidence, type Findings, problem, together, unanswered } from "./report";
import { encryptedPrefix, type StoredSecrets } from "./storedSecrets";

const operations = "apiserver_storage_transformation_operations_total";
const configured = "apiserver_encryption_config_controller_last_config_info";

/**
 * Whether Secrets are encrypted where they are stored: by the stored bytes where etcd may be read, else by what the API
 * server says of itself. A store that was read answers the question; the metrics then may be out of reach.
 */
export function encryptionFindings(metrics: Metrics, stored: StoredSecrets | undefined): Findings {
  if (!stored) return transformationFindings(metrics);
  const answered = "secrets" in stored && "unread" in metrics;
  return together(storedFindings(stored), answered ? evidence() : transformationFindings(metrics));
}

/**
 * What the API server's counters say of Secrets since its start. They are conclusive: at its start it reads every Secret
 * of the cluster from the store.
 */
function transformationFindings(metrics: Metrics): Findings {
  if ("unread" in metrics) return unanswered(metrics.unread);
  const { samples } = metrics;
  const secrets = samples.filter(({ name, labels }) => name === operations && labels.resource === "secrets");
  if (secrets.length === 0) {
    if (total(samples, configured) !== undefined) {
      return unanswered(
        "encryption is configured, but the API server has not read or written a Secret since its start",
      );
    }
    return problem(
      "the API server encrypts no Secret on its way to the store. Give it an encryption configuration for secrets, or " +
        "switch the managed cluster's encryption of Secrets on.",
    );
  }
  const plain = sum(secrets, (prefix) => prefix === "" || prefix === "identity");
  if (plain > 0) {
    return problem(
      `the API server has read or written Secrets ${plain} times without encryption since its start. Put an encrypting ` +
        "provider first in its encryption configuration, and write every Secret anew.",
    );
  }
  // Inside of the encrypted value there is the key's name, which is counted as a prefix of its own.
  const encrypted = (prefix: string) => prefix.startsWith(encryptedPrefix);
  const prefixes = [...new Set(secrets.map(({ labels }) => labels.transformer_prefix))].filter(encrypted);
  if (prefixes.length === 0)
    return unanswered("the API server counts transformations of Secrets, but names none that encrypts");
  return evidence(
    `the API server has read and written Secrets ${sum(secrets, encrypted)} times since its start, always encrypted ` +
      `(${prefixes.join(", ")})`,
  );
}

/** What the store's bytes say of the namespace's Secrets. */
function storedFindings(stored: StoredSecrets): Findings {
  if ("unread" in stored) return unanswered(stored.unread);
  const plain = stored.secrets.filter(({ encrypted }) => !encrypted).map(({ name }) => name);
  if (plain.length > 0) {
    return problem(
      `Secrets are stored unencrypted in etcd: ${plain.join(", ")}. Write them anew when encryption is configured ` +
        "(kubectl get secrets --output json | kubectl replace --filename -), and rotate their values.",
    );
  }
  if (stored.secrets.length === 0)
    return unanswered("etcd holds no Secret of the namespace: there is nothing to look at");
  return evidence(`etcd holds ${stored.secrets.length} Secrets of the namespace, all encrypted in their stored bytes`);
}

function sum(samples: readonly Sample[], counts: (prefix: string) => boolean): number {
  return samples
    .filter(({ labels }) => counts(labels.transformer_prefix))
    .reduce((count, { value }) => count + value, 0);
}
