/** The end-to-end suite, in this order: later parts find the stack as earlier ones left it. */
import { stack } from "./stack";

before(async function () {
  this.timeout(20 * 60_000);
  await stack.start();
});
afterEach(async function () {
  if (this.currentTest?.state !== "failed") return;
  console.log(`      logs, events and objects are in ${await stack.keepEvidence(this.currentTest.fullTitle())}`);
});
after(async function () {
  this.timeout(180_000);
  await stack.stop();
});

import "./deploy";
import "./hardening";
import "./images";
import "./network";
import "./application";
import "./scaling";
import "./runbook";
import "./monitoring";
import "./failures";
import "./shrinking";
import "./survival";
import "./removal";
