import { expect } from "chai";
import { array, assert, asyncProperty, boolean, constantFrom, integer, record } from "fast-check";
import { specialSecretSig, specialSigKey, unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { RandomProvider } from "../../../local/plugins/random/provider";
import type { Properties } from "../../../local/plugins/values";

const PASSWORD = "urn:pulumi:dev::project::random:index/randomPassword:RandomPassword::it";
const STRING = "urn:pulumi:dev::project::my:Component$random:index/randomString:RandomString::it";
const ID = "urn:pulumi:dev::project::random:index/randomId:RandomId::it";

const provider = new RandomProvider("1.2.3");

interface Outputs {
  result: string;
  [name: string]: unknown;
}

async function check(urn: string, inputs: Properties) {
  const checked = await provider.check(urn, {}, inputs);
  return { inputs: checked.inputs as Properties, failures: checked.failures ?? [] };
}

async function make(urn: string, asked: Properties) {
  const { inputs, failures } = await check(urn, asked);
  expect(failures).to.deep.equal([]);
  const created = await provider.create(urn, inputs);
  return { id: created.id, outs: created.outs as Outputs };
}

async function reasons(urn: string, inputs: Properties): Promise<string[]> {
  return (await check(urn, inputs)).failures.map(({ reason }) => reason);
}

describe("the random stand-in", () => {
  it("draws texts of the asked length, from the asked classes, with at least the asked minimums", async () => {
    const minimum = integer({ min: 0, max: 5 });
    const specs = record({
      extra: integer({ min: 1, max: 30 }),
      lower: boolean(),
      upper: boolean(),
      numeric: boolean(),
      special: boolean(),
      minLower: minimum,
      minUpper: minimum,
      minNumeric: minimum,
      minSpecial: minimum,
      overrideSpecial: constantFrom("", "~", "äß€", "._-"),
    }).filter(({ lower, upper, numeric, special }) => lower || upper || numeric || special);
    await assert(
      asyncProperty(specs, async ({ extra, ...spec }) => {
        const length = extra + spec.minLower + spec.minUpper + spec.minNumeric + spec.minSpecial;
        const { outs } = await make(STRING, { ...spec, length });
        const characters = Array.from(outs.result);
        const special = spec.overrideSpecial === "" ? "!@#$%&*()-_=+[]{}<>:?" : spec.overrideSpecial;
        const count = (matches: (character: string) => boolean) => characters.filter(matches).length;
        const counts = {
          lower: count((c) => /[a-z]/.test(c)),
          upper: count((c) => /[A-Z]/.test(c)),
          numeric: count((c) => /[0-9]/.test(c)),
          special: count((c) => special.includes(c)),
        };
        expect(characters).to.have.length(length);
        expect(counts.lower + counts.upper + counts.numeric + counts.special).to.equal(length);
        expect(counts.lower).to.be.at.least(spec.minLower);
        expect(counts.upper).to.be.at.least(spec.minUpper);
        expect(counts.numeric).to.be.at.least(spec.minNumeric);
        expect(counts.special).to.be.at.least(spec.minSpecial);
        if (!spec.lower) expect(counts.lower).to.equal(spec.minLower);
        if (!spec.special) expect(counts.special).to.equal(spec.minSpecial);
      }),
    );
  });

  it("draws every character about equally often and puts required ones anywhere", async () => {
    const { outs } = await make(STRING, { length: 60_000, lower: false, upper: false, special: false });
    const counts = Array.from("0123456789").map((digit) => outs.result.split(digit).length - 1);
    // 6000 expected, standard deviation 73: six of them is once in fifty million runs.
    for (const count of counts) expect(count).to.be.within(5560, 6440);
    const places = new Set<number>();
    for (let draw = 0; draw < 200; draw++) {
      const text = await make(STRING, { length: 4, minNumeric: 1, numeric: false, special: false });
      places.add(text.outs.result.search(/[0-9]/));
    }
    expect([...places].sort()).to.deep.equal([0, 1, 2, 3]);
  });

  it("never repeats itself", async () => {
    const passwords = await Promise.all(Array.from({ length: 100 }, () => make(STRING, { length: 32 })));
    expect(new Set(passwords.map(({ id }) => id)).size).to.equal(100);
  });

  it("keeps a password secret, also in its ID", async () => {
    const { id, outs } = await make(PASSWORD, { length: 32 });
    expect(id).to.equal("none");
    expect(outs.result).to.have.property(specialSigKey, specialSecretSig);
  });

  it("fills in defaults, so that writing a default later changes nothing", async () => {
    const { id, outs } = await make(PASSWORD, { length: 12, number: false });
    expect(outs).to.include({ lower: true, minUpper: 0, numeric: false, number: false });
    const { inputs } = await check(PASSWORD, { length: 12, numeric: false, minUpper: 0 });
    const { changes } = await provider.diff(id, PASSWORD, outs, inputs);
    expect(changes).to.equal(false);
  });

  it("replaces on any new input, known or not, and on nothing else", async () => {
    const { id, outs } = await make(PASSWORD, { length: 12, keepers: { rotation: "1" } });
    const replaced = async (news: Properties) => {
      const { inputs } = await check(PASSWORD, news);
      return (await provider.diff(id, PASSWORD, outs, inputs)).replaces;
    };
    expect(await replaced({ length: 12, keepers: { rotation: "1" } })).to.deep.equal([]);
    expect(await replaced({ length: 12, keepers: { rotation: "2" } })).to.deep.equal(["keepers"]);
    expect(await replaced({ length: 12, keepers: { rotation: unknownValue } })).to.deep.equal(["keepers"]);
    expect(await replaced({ length: 13 })).to.have.members(["keepers", "length"]);
    const secretKeepers = { [specialSigKey]: specialSecretSig, value: { rotation: "1" } };
    expect(await replaced({ length: 12, keepers: secretKeepers })).to.deep.equal([]);
  });

  it("refuses what cannot be drawn, with the reason", async () => {
    expect(await reasons(PASSWORD, {})).to.deep.equal(["length must be a whole number of 1 or more, not missing"]);
    expect(await reasons(PASSWORD, { length: 2.5 })).to.deep.equal([
      "length must be a whole number of 1 or more, not 2.5",
    ]);
    expect(await reasons(PASSWORD, { length: 4, minUpper: 3, minLower: 2 })).to.deep.equal([
      "length 4 cannot hold the 5 characters that minLower, minUpper, minNumeric and minSpecial ask for",
    ]);
    expect(await reasons(PASSWORD, { length: 4, minUpper: -1 })).to.deep.equal([
      "minUpper must be a whole number of 0 or more, not -1",
    ]);
    const empty = { length: 4, lower: false, upper: false, numeric: false, special: false };
    expect(await reasons(PASSWORD, empty)).to.deep.equal([
      "no characters to draw from: set one of lower, upper, numeric or special to true",
    ]);
    expect(await reasons(PASSWORD, { length: 4, number: true, numeric: false })).to.have.length(1);
    expect(await reasons(ID, { byteLength: 0 })).to.deep.equal(["byteLength must be a whole number of 1 or more"]);
  });

  it("does not judge inputs that are not known yet", async () => {
    expect(await reasons(PASSWORD, { length: unknownValue, minUpper: unknownValue })).to.deep.equal([]);
    expect(await reasons(ID, { byteLength: unknownValue })).to.deep.equal([]);
  });

  it("gives an ID in four notations of the same bytes", async () => {
    await assert(
      asyncProperty(integer({ min: 1, max: 40 }), array(constantFrom("a", "-", "é")), async (byteLength, letters) => {
        const prefix = letters.join("");
        const { id, outs } = await make(ID, { byteLength, prefix });
        const bytes = Buffer.from(id, "base64url");
        expect(bytes).to.have.length(byteLength);
        const hex = bytes.toString("hex");
        expect(outs).to.include({
          hex: prefix + hex,
          b64Url: prefix + id,
          b64Std: prefix + bytes.toString("base64"),
          dec: prefix + BigInt(`0x${hex}`).toString(),
        });
      }),
    );
  });

  it("says what it has when asked for another type", () => {
    const urn = "urn:pulumi:dev::project::random:index/randomPet:RandomPet::it";
    expect(() => provider.check(urn, {}, {})).to.throw(/RandomPet is not part of the stand-in.*install the genuine/);
  });
});
