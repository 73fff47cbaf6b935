/**
 * Kubernetes resource quantities (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/),
 * as far as CPU, memory and storage need them.
 */

const binary = ["Ki", "Mi", "Gi", "Ti", "Pi"];
const decimal = ["k", "M", "G", "T", "P"];

/**
 * Thousandths of a CPU core in a CPU quantity.
 *
 * @param quantity Such as "2", "0.5" or "250m"; a thousandth of a core is the smallest unit.
 * @returns Undefined if the text is no such quantity.
 */
export function parseCpu(quantity: string): number | undefined {
  const match = /^(\d+(?:\.\d{1,3})?)(m?)$/.exec(quantity);
  if (!match) return undefined;
  const millicores = match[2] === "m" ? Number(match[1]) : Math.round(Number(match[1]) * 1000);
  return Number.isInteger(millicores) ? millicores : undefined;
}

/**
 * Bytes in a memory or storage quantity.
 *
 * @param quantity Such as "512Mi", "2Gi", "1G" or "1073741824"; whole numbers only.
 * @returns Undefined if the text is no such quantity.
 */
export function parseBytes(quantity: string): number | undefined {
  const match = /^(\d+)((?:[KMGTP]i|[kMGTP])?)$/.exec(quantity);
  if (!match) return undefined;
  const unit = match[2];
  const factor = unit.endsWith("i") ? 1024 ** (binary.indexOf(unit) + 1) : 1000 ** (decimal.indexOf(unit) + 1);
  return Number(match[1]) * factor;
}

/** The canonical CPU quantity of so many thousandths of a core, as the API server writes it. */
export function formatCpu(millicores: number): string {
  return millicores % 1000 === 0 ? String(millicores / 1000) : `${millicores}m`;
}

/** The canonical quantity of so many bytes, as the API server writes it: in binary units where that is exact. */
export function formatBytes(bytes: number): string {
  const [base, units] = bytes % 1024 === 0 ? [1024, binary] : [1000, decimal];
  let unit = "";
  for (const larger of units) {
    if (bytes === 0 || bytes % base !== 0) break;
    bytes /= base;
    unit = larger;
  }
  return `${bytes}${unit}`;
}
