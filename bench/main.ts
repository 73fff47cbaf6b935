import { policyPack } from "./policyPack";
import { allHold, table, writeResults } from "./results";

// Prints the table, writes results.json; the exit code is 1 if a target is missed.
void (async () => {
  const results = await policyPack();
  writeResults(results);
  console.log(table(results));
  if (!allHold(results)) process.exitCode = 1;
})();
