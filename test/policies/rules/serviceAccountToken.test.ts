import { serviceAccountToken as rule } from "../../../policies/rules/serviceAccountToken";
import { emptyLists, type PodChange, testRule } from "../ruleCases";

const token = { name: "token", projected: { sources: [{ configMap: { name: "ca" } }, { serviceAccountToken: {} }] } };
const added = { name: "kube-api-access-x7k2p", projected: { sources: [{ serviceAccountToken: { path: "token" } }] } };

const given =
  (automount: unknown, fields: object = {}): PodChange =>
  (pod) => {
    Object.assign(pod, { automountServiceAccountToken: automount, ...fields });
  };

const place = "automountServiceAccountToken";

testRule(rule, {
  kept: {
    ...emptyLists,
    "a client of the API": given(true, { serviceAccountName: "prometheus", volumes: [token] }),
    "a client of the API under the field's old name": given(true, {
      serviceAccountName: undefined,
      serviceAccount: "prometheus",
    }),
    "a projected volume without a token": given(false, { volumes: [{ name: "x", projected: { sources: [] } }] }),
  },
  broken: {
    "a mounted token": [given(true), `${place}: the token of ServiceAccount app is mounted`],
    "a token that is not refused": [given(null), `${place}: the token of ServiceAccount app is mounted`],
    "a mounted token, in the same words after the API server added the volume": [
      given(undefined, { volumes: [added] }),
      `${place}: the token of ServiceAccount app is mounted`,
    ],
    "no account named": [
      given(undefined, { serviceAccountName: undefined }),
      `${place}: the token of ServiceAccount default is mounted`,
    ],
    "a projected token": [
      given(false, { volumes: [token] }),
      `${place}: a token of ServiceAccount app is in volume token`,
    ],
  },
  mended: {
    "a mounted token": [given(true), given(false)],
    "a token that is not refused": [given(null), given(false)],
  },
  parameters: { apiClients: ["prometheus"] },
});
