import { expect } from "chai";
import fc from "fast-check";
import { addressesOf, contains, formatAddresses, pieces } from "../../policies/network/addresses";

const block = fc
  .oneof(fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })), fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })))
  .map(([address, length]) => `${address}/${length}`);

describe("blocks of addresses", () => {
  it("are read and written", () => {
    for (const [text, written] of [
      ["10.1.2.3/8", "10.0.0.0/8"],
      ["0.0.0.0/0", "0.0.0.0/0"],
      ["192.168.7.9/32", "192.168.7.9/32"],
      ["::/0", "::/0"],
      ["fd00:1::5/64", "fd00:1::/64"],
      ["::ffff:10.0.0.1/128", "::ffff:a00:1/128"],
    ]) {
      expect(formatAddresses(addressesOf(text))).to.equal(written);
    }
  });

  it("are refused where they are none, by their text", () => {
    for (const text of ["", "10.0.0.0", "10.0.0/8", "10.0.0.0/33", "::/129", "10.0.0.0/8/8", "10.0.0.0/-1", "a/8"]) {
      expect(() => addressesOf(text)).to.throw(`"${text}" is no block of addresses`);
    }
  });

  it("hold only addresses of their family", () => {
    expect(contains(addressesOf("10.0.0.0/8"), addressesOf("10.1.0.0/16"))).to.equal(true);
    expect(contains(addressesOf("0.0.0.0/0"), addressesOf("::1/128"))).to.equal(false);
  });

  it("are written as first and last where they are no block", () => {
    expect(pieces([addressesOf("10.0.0.0/8")]).map(formatAddresses)).to.deep.equal([
      "0.0.0.0 to 9.255.255.255",
      "10.0.0.0/8",
      "11.0.0.0 to 255.255.255.255",
      "::/0",
    ]);
  });

  it("fall into pieces that cover everything once, each inside or outside of every block", () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 6 }), (texts) => {
        const blocks = texts.map(addressesOf);
        for (const family of [4, 6]) {
          const own = pieces(blocks).filter((piece) => piece.family === family);
          expect(own[0].first).to.equal(0n);
          own.slice(1).forEach(({ first }, index) => expect(first).to.equal(own[index].last + 1n));
          expect(own.at(-1)?.last).to.equal((1n << (family === 4 ? 32n : 128n)) - 1n);
          for (const piece of own) {
            for (const each of blocks.filter((candidate) => candidate.family === family)) {
              const apart = piece.last < each.first || each.last < piece.first;
              expect(contains(each, piece) || apart).to.equal(true);
            }
          }
        }
      }),
    );
  });
});
