import type { AlertCase, ConstantCase } from "../alertCase";
import { backupCases } from "./backup";
import { postgresCases, redisCases, weaviateCases } from "./datastores";
import { kubernetesCases } from "./kubernetes";
import { monitoringCases } from "./monitoring";
import { resourcesCases } from "./resources";
import { securityCases } from "./security";
import { servicesCases } from "./services";
import { sloCases } from "./slo";
import { storageCases } from "./storage";

/** What every alert must do. */
export const cases: readonly (AlertCase | ConstantCase)[] = [
  ...servicesCases,
  ...resourcesCases,
  ...storageCases,
  ...redisCases,
  ...postgresCases,
  ...weaviateCases,
  ...kubernetesCases,
  ...monitoringCases,
  ...backupCases,
  ...securityCases,
  ...sloCases,
];
