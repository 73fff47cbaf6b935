import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { first, PostgresPod, type Passwords } from "./postgresPod";
import { requireServers } from "./realServers";
import { freePort, visibleArguments } from "./startedScript";

const second: Passwords = {
  superuser: "rotated-superuser-0123456789-012345",
  application: "rotated-application-0123456789-0123",
  monitoring: "monitoring-0123456789-0123456789abc",
};
const odd: Passwords = {
  superuser: `it's a "quoted" \\ pass\\\\word; DROP ROLE reputation; --`,
  application: `$HOME \`id\` $(id) ''' # é %s \\x41 :'name' {} "quoted"`,
  monitoring: `it's "monitoring" \\ pass\\\\word $HOME 0123456789`,
};
const values = (...passwords: Passwords[]): string[] => passwords.flatMap((each) => [each.superuser, each.application]);

describe("the start script of PostgreSQL, run by the real server", function () {
  this.timeout(60_000);
  let pod: PostgresPod;

  async function expectLogin(passwords: Passwords): Promise<void> {
    const application = await pod.sql({ role: "reputation", password: passwords.application }, "SELECT 'in'");
    expect(application.output).to.equal("in\n");
    const superuser = await pod.sql({ role: "postgres", password: passwords.superuser }, "SELECT 'in'");
    expect(superuser.output).to.equal("in\n");
  }

  async function expectRefused(passwords: Passwords): Promise<void> {
    const application = await pod.sql({ role: "reputation", password: passwords.application }, "SELECT 'in'");
    expect(application.output).to.contain("password authentication failed");
    const superuser = await pod.sql({ role: "postgres", password: passwords.superuser }, "SELECT 'in'");
    expect(superuser.output).to.contain("password authentication failed");
  }

  const applicationSays = async (...statements: string[]): Promise<string> =>
    (await pod.sql({ role: "reputation", password: first.application }, ...statements)).output.trim();

  const superuserSays = async (...statements: string[]): Promise<string> =>
    (await pod.sql({ role: "postgres", password: first.superuser }, ...statements)).output.trim();

  before(function () {
    requireServers(this, "postgresql");
  });

  describe("after a first start", () => {
    before(async () => {
      pod = new PostgresPod(await freePort());
      await pod.startReady();
    });
    after(() => pod.remove());

    it("lets the application make tables and write into them, in its own database only", async () => {
      expect(
        await applicationSays(
          "CREATE TABLE scores (agent text PRIMARY KEY, score int)",
          "INSERT INTO scores VALUES ('a', 1)",
          "SELECT * FROM scores",
        ),
      ).to.equal("a|1");
      for (const database of ["postgres", "template1"]) {
        const { output } = await pod.sql({ role: "reputation", password: first.application, database }, "SELECT 1");
        expect(output).to.contain(`permission denied for database "${database}"`);
      }
    });

    it("gives the application's role no power beyond that", async () => {
      const powers = "rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls";
      expect(await superuserSays(`SELECT ${powers} FROM pg_roles WHERE rolname = 'reputation'`)).to.equal("f|f|f|f|f");
      expect(await applicationSays("COPY (SELECT 1) TO PROGRAM 'true'")).to.contain("ERROR");
      expect(await applicationSays("SELECT rolpassword FROM pg_authid")).to.contain("permission denied");
    });

    it("keeps every other role out of the application's database", async () => {
      await superuserSays(`CREATE ROLE backup LOGIN PASSWORD '${second.superuser}'`);
      const backup = { role: "backup", password: second.superuser } as const;
      expect((await pod.sql(backup, "SELECT 1")).output).to.contain('permission denied for database "reputation"');
    });

    it("checks pages, and stores and sorts text the same on every platform", async () => {
      expect(await superuserSays("SHOW data_checksums")).to.equal("on");
      expect(await applicationSays("SHOW server_encoding")).to.equal("UTF8");
      expect(
        await applicationSays("SELECT string_agg(x, '' ORDER BY x) FROM (VALUES ('b'), ('B'), ('a')) v (x)"),
      ).to.equal("Bab");
    });

    it("runs with the configuration and with the settings that it was given as arguments", async () => {
      expect(await superuserSays("SHOW shared_buffers")).to.equal("32MB");
      expect(await superuserSays("SHOW idle_in_transaction_session_timeout")).to.equal("1min");
    });

    it("lets the application in from other pods, the superuser from this pod only", async () => {
      await pod.fromOutside(async (port) => {
        const application = { role: "reputation", password: first.application, port } as const;
        const superuser = { role: "postgres", password: first.superuser, port } as const;
        expect((await pod.sql(application, "SELECT inet_client_addr()")).output).to.equal("127.0.0.2\n");
        expect((await pod.sql(superuser, "SELECT 1")).output).to.contain("pg_hba.conf rejects connection");
      });
      expect(await superuserSays("SELECT inet_client_addr()")).to.equal("127.0.0.1");
    });
  });

  describe("over many starts", () => {
    beforeEach(async () => {
      pod = new PostgresPod(await freePort());
    });
    afterEach(() => pod.remove());

    it("makes what the Secret holds the passwords, at every start, and keeps the data", async () => {
      let postgres = await pod.startReady();
      await applicationSays("CREATE TABLE kept AS SELECT 'data' AS what");
      let old = first;
      for (const passwords of [second, odd, first]) {
        await postgres.stop("SIGINT");
        pod.setPasswords(passwords);
        postgres = await pod.startReady();
        await expectLogin(passwords);
        await expectRefused(old);
        old = passwords;
      }
      expect(await applicationSays("SELECT what FROM kept")).to.equal("data");
    });

    it("shows no password in an argument, in the log or in a file of the data directory", async () => {
      const seen: string[] = [];
      let log = "";
      for (const passwords of [odd, second]) {
        pod.setPasswords(passwords);
        const postgres = await pod.start();
        await postgres.until("it was ready", () => {
          seen.push(visibleArguments());
          return postgres.output.includes("ready to accept connections");
        });
        await expectLogin(passwords);
        log += (await postgres.stop("SIGINT")).output;
      }
      for (const program of ["initdb", "--single"]) {
        expect(
          seen.some((text) => text.includes(program)),
          `${program} was seen`,
        ).to.equal(true);
      }
      const files = readdirSync(pod.data, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
      expect(files.length).to.be.greaterThan(500);
      for (const password of values(odd, second)) {
        expect(seen.some((text) => text.includes(password))).to.equal(false);
        expect(log).to.not.contain(password);
        expect(files.some((content) => content.includes(password))).to.equal(false);
      }
    });
  });
});
